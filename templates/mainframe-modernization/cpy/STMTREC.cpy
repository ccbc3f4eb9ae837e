      ******************************************************************
      * STMTREC   LINE OF THE STATEMENT REPORT     FIXED, 133 BYTES    *
      *           PRINT FILE WITH ASA CONTROL CHARACTER (RECFM FBA)    *
      ******************************************************************
           05  STMT-CONTROL                 PIC X(1).
               88  STMT-NEW-PAGE                VALUE '1'.
               88  STMT-NEXT-LINE               VALUE ' '.
               88  STMT-TWO-LINES               VALUE '0'.
           05  STMT-LINE                    PIC X(132).
