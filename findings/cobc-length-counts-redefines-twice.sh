#!/usr/bin/env bash
# GnuCOBOL 3.1.2 (Debian 12): with a REDEFINES before an OCCURS DEPENDING ON table, the length of the record is too big.
#
# A record has 8 bytes that are redefined and a table of one to three entries of 4 bytes: at most 20 bytes, and 12 with one
# entry. `LENGTH OF` gives 28, as if the redefined bytes stood there twice. The same record without the REDEFINES, or with a
# fixed OCCURS, gives 20. `FUNCTION LENGTH` is right until one compiles with `-fodoslide`, which the record layout of a
# mainframe asks for and `-std=ibm` does not bring: then it gives 28 and 20 too. `cobc -Wall` says nothing. A program that
# hands such a length on (to a CALL, or into a length field) counts bytes that do not belong to the record.
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
cat >length.cob <<'END'
       IDENTIFICATION DIVISION.
       PROGRAM-ID. LENGTHS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  ENTRIES                 PIC 99 VALUE 3.
       01  REDEFINED.
           05  DAY-TEXT            PIC X(8).
           05  DAY-NUMBER REDEFINES DAY-TEXT PIC 9(8).
           05  ENTRY-A             PIC X(4)
               OCCURS 1 TO 3 TIMES DEPENDING ON ENTRIES.
       01  NOT-REDEFINED.
           05  DAY-TEXT-B          PIC X(8).
           05  ENTRY-B             PIC X(4)
               OCCURS 1 TO 3 TIMES DEPENDING ON ENTRIES.
       01  FIXED-TABLE.
           05  DAY-TEXT-C          PIC X(8).
           05  DAY-NUMBER-C REDEFINES DAY-TEXT-C PIC 9(8).
           05  ENTRY-C             PIC X(4) OCCURS 3 TIMES.
       01  SHOWN                   PIC 99.
       PROCEDURE DIVISION.
           MOVE LENGTH OF REDEFINED TO SHOWN
           DISPLAY "redefined, LENGTH OF " SHOWN
           MOVE LENGTH OF NOT-REDEFINED TO SHOWN
           DISPLAY "not redefined, LENGTH OF " SHOWN
           MOVE LENGTH OF FIXED-TABLE TO SHOWN
           DISPLAY "fixed table, LENGTH OF " SHOWN
           PERFORM 2 TIMES
             MOVE FUNCTION LENGTH(REDEFINED) TO SHOWN
             DISPLAY "redefined, " ENTRIES " entries " SHOWN
             MOVE FUNCTION LENGTH(NOT-REDEFINED) TO SHOWN
             DISPLAY "not redefined, " ENTRIES " entries " SHOWN
             MOVE 1 TO ENTRIES
           END-PERFORM
           STOP RUN.
END
cat >expected-plain <<'END'
redefined, LENGTH OF 28
not redefined, LENGTH OF 20
fixed table, LENGTH OF 20
redefined, 03 entries 20
not redefined, 03 entries 20
redefined, 01 entries 12
not redefined, 01 entries 12
END
sed 's/^redefined, 03 entries 20/redefined, 03 entries 28/; s/^redefined, 01 entries 12/redefined, 01 entries 20/' \
  expected-plain >expected-slide
changed=0
for options in "-std=default" "-std=ibm" "-std=ibm -fodoslide"; do
  echo "$options"
  read -ra words <<<"$options"
  "${cobc[@]}" -x -Wall "${words[@]}" -o program length.cob
  ./program | tee seen
  case $options in *slide) expected="expected-slide" ;; *) expected="expected-plain" ;; esac
  cmp -s seen "$expected" || changed=1
done
[ "$changed" = 0 ] && echo "as described" || echo "this is no longer so"
exit "$changed"
