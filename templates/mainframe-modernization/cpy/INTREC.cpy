      ******************************************************************
      * INTREC    INTEREST OF ONE ACCOUNT          FIXED, 80 BYTES     *
      ******************************************************************
           05  INT-ACCOUNT                  PIC 9(10).
           05  INT-TYPE                     PIC X(1).
           05  INT-PERIOD-END               PIC 9(8).
           05  INT-DAYS                     PIC S9(4) COMP.
           05  INT-BASE                     PIC S9(9)V99 COMP-3.
           05  INT-ANNUAL-RATE              PIC S9(2)V9(5) COMP-3.
           05  INT-ACCRUED                  PIC S9(7)V9(4) COMP-3.
           05  INT-AMOUNT                   PIC S9(7)V99.
           05  INT-RESULT                   PIC X(2).
               88  INT-POSTED                   VALUE 'OK'.
               88  INT-NOTHING-DUE              VALUE 'ND'.
               88  INT-SIZE-ERROR               VALUE 'SE'.
               88  INT-MASTER-INVALID           VALUE 'IV'.
           05  FILLER                       PIC X(32).
