      ******************************************************************
      * POSTWORK  WORKING STORAGE OF THE POSTING RULES (POSTRULE,      *
      *           ACCTHIST) AND OF THE MASTER CHECK (ACCTCHK)          *
      ******************************************************************
       01  POST-WORK.
           05  POST-CODE                    PIC X(2).
               88  POST-IS-DEPOSIT              VALUE 'DP'.
               88  POST-IS-WITHDRAWAL           VALUE 'WD'.
               88  POST-IS-FEE                  VALUE 'FE'.
               88  POST-IS-ADJUSTMENT           VALUE 'AD'.
               88  POST-CODE-VALID              VALUE 'DP' 'WD'
                                                      'FE' 'AD'.
           05  POST-DATE                    PIC 9(8).
           05  POST-AMOUNT                  PIC S9(9)V99 COMP-3.
           05  POST-MOVEMENT                PIC S9(9)V99 COMP-3.
           05  POST-NEW-BALANCE             PIC S9(9)V99 COMP-3.
           05  POST-NEW-CREDITS             PIC S9(9)V99 COMP-3.
           05  POST-NEW-DEBITS              PIC S9(9)V99 COMP-3.
           05  POST-MASTER-SWITCH           PIC X(1).
               88  POST-MASTER-VALID            VALUE 'V'.
               88  POST-MASTER-INVALID          VALUE 'I'.
           05  POST-ENTRY                   PIC S9(4) COMP.
           05  POST-REASON                  PIC 9(2).
               88  POST-ACCEPTED                VALUE 0.
               88  POST-AMOUNT-NOT-NUMERIC      VALUE 1.
               88  POST-KEY-NOT-NUMERIC         VALUE 2.
               88  POST-ACCOUNT-UNKNOWN         VALUE 3.
               88  POST-RECORD-INVALID          VALUE 4.
               88  POST-CODE-UNKNOWN            VALUE 5.
               88  POST-ACCOUNT-CLOSED          VALUE 6.
               88  POST-ACCOUNT-FROZEN          VALUE 7.
               88  POST-AMOUNT-WRONG            VALUE 8.
               88  POST-NOT-FOR-TYPE            VALUE 9.
               88  POST-BELOW-LIMIT             VALUE 10.
               88  POST-SIZE-EXCEEDED           VALUE 11.
               88  POST-WITHDRAWALS-USED        VALUE 12.
               88  POST-DATE-WRONG              VALUE 13.
               88  POST-LOAN-OVERPAID           VALUE 14.
       01  POST-MESSAGE-VALUES.
           05  FILLER PIC X(40) VALUE 'AMOUNT IS NOT NUMERIC'.
           05  FILLER PIC X(40) VALUE 'ACCOUNT NUMBER IS NOT NUMERIC'.
           05  FILLER PIC X(40) VALUE 'ACCOUNT IS NOT ON THE MASTER'.
           05  FILLER PIC X(40) VALUE 'MASTER RECORD IS INVALID'.
           05  FILLER PIC X(40) VALUE 'TRANSACTION CODE IS UNKNOWN'.
           05  FILLER PIC X(40) VALUE 'ACCOUNT IS CLOSED'.
           05  FILLER PIC X(40) VALUE 'ACCOUNT IS FROZEN'.
           05  FILLER PIC X(40) VALUE 'AMOUNT IS ZERO OR NEGATIVE'.
           05  FILLER PIC X(40) VALUE 'NOT ALLOWED FOR THIS TYPE'.
           05  FILLER PIC X(40) VALUE 'BALANCE WOULD FALL BELOW LIMIT'.
           05  FILLER PIC X(40) VALUE 'AMOUNT WOULD EXCEED 11 DIGITS'.
           05  FILLER PIC X(40) VALUE 'WITHDRAWALS ARE USED UP'.
           05  FILLER PIC X(40) VALUE 'DATE IS WRONG OR AFTER THE RUN'.
           05  FILLER PIC X(40) VALUE 'PAYMENT EXCEEDS THE LOAN'.
       01  POST-MESSAGE-TABLE               REDEFINES
                                            POST-MESSAGE-VALUES.
           05  POST-MESSAGE                 OCCURS 14 TIMES PIC X(40).
