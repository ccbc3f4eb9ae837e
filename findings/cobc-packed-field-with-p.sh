#!/usr/bin/env bash
# GnuCOBOL 3.1.2 (Debian 12): a packed field whose picture has a P loses its value; zoned and binary ones with P are right.
#
# Rates and amounts in thousands are kept as `SVPP99 COMP-3` and `S999PPP COMP-3`. MOVE 0.0025 leaves 0.0005 in the first.
# MOVE 123000 reaches the second, but arithmetic with it is wrong: ADD 1000 makes 121000 of it. There is no message,
# neither from `cobc -Wall` nor from the run time with `-debug`, and the return code is 0. The fields without COMP-3 give
# 0.0025 and 124000. Search copybooks for P in a picture with COMP-3 before you trust totals.
# Needs curl, dpkg and gcc, and libraries of Debian 12 on amd64 that libcob wants (libdb5.3, libgmp10, libncursesw6, libxml2).
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
for tool in curl dpkg gcc sha256sum; do
  command -v "$tool" >/dev/null || { echo "This needs $tool on the machine."; exit 2; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR=$folder
while read -r sum file; do
  curl --silent --show-error --fail --output "$file" "https://deb.debian.org/debian/pool/main/g/gnucobol3/$file"
  echo "$sum  $file" | sha256sum --check --quiet
  dpkg -x "$file" cobol
done <<'END'
e1a586e238ff26efd79dc037325531da897cee56439642bcde46842d0bd13529 gnucobol3_3.1.2-5+b1_amd64.deb
22ff611db215f06facb7eeff60e0744179e5bd71260d3eb5a25b2748b85303ed libcob4_3.1.2-5+b1_amd64.deb
773bc5b53c1cdcfbd50ddd8f5d1ccf0335c60d6e4e94c1e68b939e0c217a7114 libcob4-dev_3.1.2-5+b1_amd64.deb
END
libraries=$folder/cobol/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$libraries COB_CONFIG_DIR=$folder/cobol/etc/gnucobol
cobc=(cobol/usr/bin/cobc -I "$folder/cobol/usr/include" -L "$libraries")
"${cobc[@]}" --version >version || { echo "This needs Debian 12 on amd64 with the libraries named above."; exit 2; }
head -1 version
cat >scaled.cob <<'END'
       IDENTIFICATION DIVISION.
       PROGRAM-ID. SCALED.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  RATE-PACKED             PIC SVPP99 COMP-3.
       01  RATE-ZONED              PIC SVPP99.
       01  RATE-BINARY             PIC SVPP99 BINARY.
       01  SUM-PACKED              PIC S999PPP COMP-3.
       01  SUM-ZONED               PIC S999PPP.
       01  SUM-BINARY              PIC S999PPP BINARY.
       01  RATE                    PIC 9.9(4).
       01  SUM-SHOWN               PIC 9(6).
       PROCEDURE DIVISION.
           MOVE 0.0025 TO RATE-PACKED RATE-ZONED RATE-BINARY
           MOVE RATE-PACKED TO RATE
           DISPLAY "rate packed " RATE
           MOVE RATE-ZONED TO RATE
           DISPLAY "rate zoned " RATE
           MOVE RATE-BINARY TO RATE
           DISPLAY "rate binary " RATE
           MOVE 123000 TO SUM-PACKED SUM-ZONED SUM-BINARY
           ADD 1000 TO SUM-PACKED SUM-ZONED SUM-BINARY
           MOVE SUM-PACKED TO SUM-SHOWN
           DISPLAY "sum packed " SUM-SHOWN
           MOVE SUM-ZONED TO SUM-SHOWN
           DISPLAY "sum zoned " SUM-SHOWN
           MOVE SUM-BINARY TO SUM-SHOWN
           DISPLAY "sum binary " SUM-SHOWN
           STOP RUN.
END
printf '%s\n' "rate packed 0.0005" "rate zoned 0.0025" "rate binary 0.0025" \
  "sum packed 121000" "sum zoned 124000" "sum binary 124000" >expected
changed=0
for dialect in default ibm; do
  echo "-std=$dialect"
  "${cobc[@]}" -x -debug -Wall "-std=$dialect" -o program scaled.cob
  ./program 2>&1 | tee seen
  cmp -s seen expected || changed=1
done
[ "$changed" = 0 ] && echo "as described" || echo "this is no longer so"
exit "$changed"
