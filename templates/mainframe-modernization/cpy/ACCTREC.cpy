      ******************************************************************
      * ACCTREC   ACCOUNT MASTER RECORD            FIXED, 300 BYTES    *
      *           01 LEVEL IS WRITTEN BY THE PROGRAM                   *
      *           ACCT-TYPE SAYS WHICH OF THE THREE AREAS IS IN USE    *
      ******************************************************************
           05  ACCT-NUMBER                  PIC 9(10).
           05  ACCT-TYPE                    PIC X(1).
               88  ACCT-IS-CHECKING             VALUE 'C'.
               88  ACCT-IS-SAVINGS              VALUE 'S'.
               88  ACCT-IS-LOAN                 VALUE 'L'.
               88  ACCT-TYPE-VALID              VALUE 'C' 'S' 'L'.
           05  ACCT-STATUS                  PIC X(1).
               88  ACCT-IS-ACTIVE               VALUE 'A'.
               88  ACCT-IS-FROZEN               VALUE 'F'.
               88  ACCT-IS-CLOSED               VALUE 'C'.
           05  ACCT-BRANCH                  PIC X(4).
           05  ACCT-HOLDER                  PIC X(30).
           05  ACCT-ADDRESS.
               10  ACCT-STREET              PIC X(30).
               10  ACCT-CITY                PIC X(24).
               10  ACCT-COUNTRY             PIC X(2).
           05  ACCT-CURRENCY                PIC X(3).
           05  ACCT-OPENED                  PIC 9(8).
           05  ACCT-LAST-POSTED             PIC 9(8).
           05  ACCT-BALANCE                 PIC S9(9)V99 COMP-3.
           05  ACCT-MONTH-CREDITS           PIC S9(9)V99.
           05  ACCT-MONTH-DEBITS            PIC S9(9)V99.
           05  ACCT-YEAR-INTEREST           PIC S9(7)V99
                                            SIGN TRAILING SEPARATE.
           05  ACCT-TRAN-COUNT              PIC S9(4) COMP.
           05  ACCT-RECENT                  OCCURS 5 TIMES.
               10  ACCT-RECENT-DATE         PIC 9(8).
               10  ACCT-RECENT-CODE         PIC X(2).
               10  ACCT-RECENT-AMOUNT       PIC S9(9)V99 COMP-3.
           05  ACCT-CHECKING-AREA.
               10  CHK-OVERDRAFT-LIMIT      PIC S9(7)V99 COMP-3.
               10  CHK-OVERDRAFT-RATE       PIC S9(2)V9(5) COMP-3.
               10  CHK-MONTHLY-FEE          PIC S9(3)V99.
               10  CHK-CARD-NUMBER          PIC X(16).
               10  FILLER                   PIC X(10).
           05  ACCT-SAVINGS-AREA REDEFINES ACCT-CHECKING-AREA.
               10  SAV-WITHDRAWALS          PIC S9(4) COMP.
               10  SAV-TIER                 OCCURS 3 TIMES.
                   15  SAV-TIER-FROM        PIC S9(9)V99 COMP-3.
                   15  SAV-TIER-RATE        PIC S9(2)V9(5) COMP-3.
               10  FILLER                   PIC X(8).
           05  ACCT-LOAN-AREA REDEFINES ACCT-CHECKING-AREA.
               10  LOAN-PRINCIPAL           PIC S9(9)V99.
               10  LOAN-RATE                PIC S9(2)V9(5) COMP-3.
               10  LOAN-TERM-MONTHS         PIC S9(4) COMP.
               10  LOAN-INSTALMENT          PIC S9(7)V99 COMP-3.
               10  LOAN-NEXT-DUE            PIC 9(8).
               10  FILLER                   PIC X(10).
           05  FILLER                       PIC X(19).
