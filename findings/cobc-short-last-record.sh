#!/usr/bin/env bash
# GnuCOBOL 3.1.2 (Debian 12): a short last record of a fixed-length file is read with the end of the record before it.
#
# A file of 12-byte records was cut off in transfer: its last record has 8 bytes. READ gives it as a good record: AT END and
# the error procedure do not run, the return code is 0, and `-debug` changes nothing. The missing bytes are not blanks or
# zeros but those of the record before: BAKER, whose amount is cut after "00", gets 000123 from the 900123 of JONES. Only a
# program that tests its FILE STATUS for 04, which counts as success, can see it. Compare the size of a file with the record
# length before the step starts.
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
cat >cutoff.cob <<'SOURCE'
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CUTOFF.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT ACCOUNTS ASSIGN TO "accounts.dat"
             ORGANIZATION SEQUENTIAL FILE STATUS READ-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD  ACCOUNTS.
       01  ACCOUNT.
           05  OWNER               PIC X(6).
           05  AMOUNT              PIC 9(6).
       WORKING-STORAGE SECTION.
       01  READ-STATUS             PIC XX.
       01  AT-END                  PIC X VALUE "N".
       PROCEDURE DIVISION.
       DECLARATIVES.
       FAULTS SECTION.
           USE AFTER STANDARD ERROR PROCEDURE ON ACCOUNTS.
       FAULT.
           DISPLAY "error procedure".
       END DECLARATIVES.
       MAIN SECTION.
       READ-ALL.
           OPEN INPUT ACCOUNTS
           PERFORM UNTIL AT-END = "Y"
             READ ACCOUNTS
               AT END MOVE "Y" TO AT-END
               NOT AT END DISPLAY READ-STATUS " " OWNER " " AMOUNT
             END-READ
           END-PERFORM
           CLOSE ACCOUNTS
           STOP RUN.
SOURCE
printf 'SMITH 000100JONES 900123BAKER 00' >accounts.dat
printf '%s\n' "00 SMITH  000100" "00 JONES  900123" "04 BAKER  000123" >expected
changed=0
for dialect in default ibm; do
  echo "-std=$dialect"
  "${cobc[@]}" -x -debug "-std=$dialect" -o program cutoff.cob
  ./program 2>&1 | tee seen
  cmp -s seen expected || changed=1
done
[ "$changed" = 0 ] && echo "as described" || echo "this is no longer so"
exit "$changed"
