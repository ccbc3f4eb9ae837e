#!/usr/bin/env bash
# git 2.39.5 (Debian 12): with `* text=auto eol=lf` git takes an EBCDIC data file as text and removes a byte from it.
#
# The line is in many a .gitattributes, since git is said to know binary files by their NUL bytes. A data set of fixed records
# in EBCDIC has none as long as it is mostly characters. Here a packed balance of -45678.90 (45 67 89 0D) stands before a
# binary quantity of 2624 (0A 40). Git sees the end of a line of Windows in 0D 0A and stores 0A. It warns once at `git add`
# (`-q` or a tool hides it), `git status` is clean, and the author's own copy stays whole. Everyone who clones gets 449 bytes
# in place of 450, and each later field is shifted. One more byte such as 00 or 12, and the same file would be kept as it is.
# Name the data in .gitattributes: `*.dat -text`.
# Needs curl and dpkg, and libpcre2-8 and zlib of a Debian on amd64. Exits 0 while this is so, 1 when it changed.
set -euo pipefail
for tool in curl dpkg python3 sha256sum; do
  command -v "$tool" >/dev/null || { echo "This needs $tool on the machine."; exit 2; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
curl --silent --show-error --fail --output git.deb \
  "https://deb.debian.org/debian/pool/main/g/git/git_2.39.5-0+deb12u3_amd64.deb"
echo "637a85ddd6247fab13bdd0592f2f39aff04ce4dbf0655d3ab553ac359a38ce6f  git.deb" | sha256sum --check --quiet
dpkg -x git.deb unpacked
export GIT_EXEC_PATH=$folder/unpacked/usr/lib/git-core GIT_TEMPLATE_DIR=$folder/unpacked/usr/share/git-core/templates
export HOME=$folder GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
git=$folder/unpacked/usr/bin/git
"$git" --version || { echo "This needs a Debian on amd64 with libpcre2-8 and zlib."; exit 2; }
"$git" init -q first
cd first
echo "* text=auto eol=lf" >.gitattributes
python3 - <<'END'
accounts = [
    ("SMITH JOHN", "12 HIGH STREET LONDON", "4567890C", 8240),
    ("JONES MARY", "4 MILL LANE LEEDS", "4567890D", 2624),
    ("YVES ANNE", "7 CHURCH ROAD BATH", "5544332C", 8250),
]
with open("accounts.dat", "wb") as data:
    for name, address, balance, quantity in accounts:
        characters = name.ljust(30) + address.ljust(80)
        data.write(characters.encode("cp037") + bytes.fromhex(balance) + quantity.to_bytes(2, "big") + b"\x40" * 34)
END
"$git" add .
"$git" -c user.name=Tester -c user.email=tester@example.com commit -q -m "Add the accounts"
echo "git status: '$("$git" status --porcelain)'" | tee ../seen
echo "author's file: $(wc -c <accounts.dat) bytes" | tee -a ../seen
cd ..
"$git" clone -q first second
echo "clone's file: $(wc -c <second/accounts.dat) bytes" | tee -a seen
printf '%s\n' "git status: ''" "author's file: 450 bytes" "clone's file: 449 bytes" | cmp -s - seen && changed=0 || changed=1
[ "$changed" = 0 ] && echo "as described" || echo "this is no longer so"
exit "$changed"
