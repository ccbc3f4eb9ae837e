      ******************************************************************
      * TRANREC   TRANSACTION RECORD               FIXED, 80 BYTES     *
      *           SORTED BY ACCOUNT, DATE, SEQUENCE BEFORE POSTING     *
      ******************************************************************
           05  TRAN-ACCOUNT                 PIC 9(10).
           05  TRAN-DATE                    PIC 9(8).
           05  TRAN-SEQUENCE                PIC 9(6).
           05  TRAN-CODE                    PIC X(2).
               88  TRAN-IS-DEPOSIT              VALUE 'DP'.
               88  TRAN-IS-WITHDRAWAL           VALUE 'WD'.
               88  TRAN-IS-FEE                  VALUE 'FE'.
               88  TRAN-IS-ADJUSTMENT           VALUE 'AD'.
           05  TRAN-AMOUNT                  PIC S9(9)V99.
           05  TRAN-TEXT                    PIC X(30).
           05  TRAN-SOURCE                  PIC X(4).
           05  FILLER                       PIC X(9).
