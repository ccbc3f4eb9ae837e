      ******************************************************************
      * STMTRPT   STATEMENT OF EACH OPEN ACCOUNT, TOTALS AT THE END    *
      *                                                                *
      *           PRINT FILE, 133 BYTES, ASA CONTROL CHARACTER FIRST   *
      * PARM      RUN DATE YYYYMMDD                                    *
      * CODES      0  DONE                                             *
      *            8  INVALID MASTER RECORDS (NO STATEMENT)            *
      *           12  PARM WRONG                                       *
      *           16  I/O ERROR                                        *
      ******************************************************************
       IDENTIFICATION DIVISION.
       PROGRAM-ID. STMTRPT.

       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT MASTER-IN     ASSIGN TO ACCTIN
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-ACCTIN-STATUS.
           SELECT STATEMENT-OUT ASSIGN TO STMTOUT
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-STMTOUT-STATUS.

       DATA DIVISION.
       FILE SECTION.
       FD  MASTER-IN     RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  MASTER-IN-RECORD                 PIC X(300).
       FD  STATEMENT-OUT RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  STATEMENT-OUT-RECORD.
           COPY STMTREC.

       WORKING-STORAGE SECTION.
           COPY RUNWORK.
           COPY POSTWORK.
       01  ACCT-RECORD.
           COPY ACCTREC.
       01  WS-FILE-STATUS.
           05  WS-ACCTIN-STATUS             PIC X(2).
               88  ACCTIN-OK                    VALUE '00'.
               88  ACCTIN-END                   VALUE '10'.
           05  WS-STMTOUT-STATUS            PIC X(2).
               88  STMTOUT-OK                   VALUE '00'.
       01  WS-CODE-VALUES.
           05  FILLER PIC X(17) VALUE 'DPDEPOSIT        '.
           05  FILLER PIC X(17) VALUE 'WDWITHDRAWAL     '.
           05  FILLER PIC X(17) VALUE 'FEFEE            '.
           05  FILLER PIC X(17) VALUE 'ADADJUSTMENT     '.
           05  FILLER PIC X(17) VALUE 'ININTEREST       '.
       01  WS-CODE-TABLE                    REDEFINES WS-CODE-VALUES.
           05  WS-CODE-ENTRY                OCCURS 5 TIMES
                                            INDEXED BY WS-CODE-INDEX.
               10  WS-CODE                  PIC X(2).
               10  WS-CODE-NAME             PIC X(15).
       01  WS-TYPE-VALUES.
           05  FILLER PIC X(9) VALUE 'CCHECKING'.
           05  FILLER PIC X(9) VALUE 'SSAVINGS '.
           05  FILLER PIC X(9) VALUE 'LLOAN    '.
       01  WS-TYPE-TABLE                    REDEFINES WS-TYPE-VALUES.
           05  WS-TYPE-ENTRY                OCCURS 3 TIMES
                                            INDEXED BY WS-TYPE-INDEX.
               10  WS-TYPE                  PIC X(1).
               10  WS-TYPE-NAME             PIC X(8).
       01  WS-TYPE-TOTALS.
           05  WS-TYPE-TOTAL                OCCURS 3 TIMES.
               10  WS-TYPE-COUNT            PIC S9(7) COMP.
               10  WS-TYPE-BALANCE          PIC S9(13)V99 COMP-3.
       01  WS-COUNTS                        COMP.
           05  WS-MASTERS-READ              PIC S9(9) VALUE 0.
           05  WS-MASTERS-INVALID           PIC S9(9) VALUE 0.
           05  WS-STATEMENTS                PIC S9(6) VALUE 0.
           05  WS-LINES                     PIC S9(9) VALUE 0.
       01  WS-HEADING-LINE.
           05  FILLER                       PIC X(24) VALUE
               'STATEMENT OF ACCOUNT'.
           05  WS-H-DATE                    PIC 9999/99/99.
           05  FILLER                       PIC X(8) VALUE '   PAGE'.
           05  WS-H-PAGE                    PIC ZZZ,ZZ9.
       01  WS-ACCOUNT-LINE.
           05  WS-A-NUMBER                  PIC 9(10).
           05  FILLER                       PIC X(2) VALUE SPACES.
           05  WS-A-TYPE                    PIC X(10).
           05  WS-A-BRANCH                  PIC X(6).
           05  WS-A-CURRENCY                PIC X(5).
           05  WS-A-STATUS                  PIC X(8).
       01  WS-CITY-LINE.
           05  WS-C-CITY                    PIC X(26).
           05  WS-C-COUNTRY                 PIC X(2).
       01  WS-MOVEMENT-LINE.
           05  WS-M-DATE                    PIC 9999/99/99.
           05  FILLER                       PIC X(2) VALUE SPACES.
           05  WS-M-NAME                    PIC X(17).
           05  WS-M-AMOUNT                  PIC ZZZ,ZZZ,ZZ9.99-.
       01  WS-AMOUNT-LINE.
           05  WS-L-TEXT                    PIC X(29).
           05  WS-L-AMOUNT                  PIC ZZZ,ZZZ,ZZ9.99-.
       01  WS-COUNT-LINE.
           05  WS-N-TEXT                    PIC X(37).
           05  WS-N-COUNT                   PIC ZZ,ZZ9-.
       01  WS-TOTAL-LINE.
           05  WS-T-TEXT                    PIC X(12).
           05  WS-T-COUNT                   PIC Z,ZZZ,ZZ9.
           05  WS-T-BALANCE           PIC Z,ZZZ,ZZZ,ZZZ,ZZ9.99-.
       01  WS-EDIT-COUNT                    PIC Z,ZZZ,ZZZ,ZZ9.

       PROCEDURE DIVISION.
       0000-MAIN SECTION.
           MOVE 'STMTRPT' TO RUN-PROGRAM.
           INITIALIZE WS-TYPE-TOTALS.
           PERFORM RUN-READ-PARM.
           PERFORM 1000-OPEN-FILES.
           PERFORM 2000-READ-MASTER.
           PERFORM 3000-ONE-ACCOUNT UNTIL ACCTIN-END.
           PERFORM 7000-TOTALS.
           PERFORM 8000-CONTROL-TOTALS.
           PERFORM 9000-CLOSE-FILES.
           MOVE RUN-HIGHEST-CODE TO RETURN-CODE.
           GOBACK.

       1000-OPEN-FILES SECTION.
           MOVE 'OPEN' TO RUN-IO-VERB.
           OPEN INPUT MASTER-IN.
           IF NOT ACCTIN-OK
               PERFORM 9100-ACCTIN-ERROR
           END-IF.
           OPEN OUTPUT STATEMENT-OUT.
           IF NOT STMTOUT-OK
               PERFORM 9200-STMTOUT-ERROR
           END-IF.

       2000-READ-MASTER SECTION.
           MOVE 'READ' TO RUN-IO-VERB.
           READ MASTER-IN INTO ACCT-RECORD.
           EVALUATE TRUE
               WHEN ACCTIN-END
                   CONTINUE
               WHEN ACCTIN-OK
                   ADD 1 TO WS-MASTERS-READ
               WHEN OTHER
                   PERFORM 9100-ACCTIN-ERROR
           END-EVALUATE.

       3000-ONE-ACCOUNT SECTION.
           PERFORM CHECK-MASTER.
           EVALUATE TRUE
               WHEN POST-MASTER-INVALID
                   ADD 1 TO WS-MASTERS-INVALID
                   MOVE 8 TO RUN-HIGHEST-CODE
                   DISPLAY RUN-PROGRAM ': ACCOUNT ' ACCT-RECORD(1:10)
                       ' HAS AN INVALID FIELD, NO STATEMENT'
                       UPON SYSOUT
               WHEN ACCT-IS-CLOSED
                   CONTINUE
               WHEN OTHER
                   PERFORM 3100-STATEMENT
           END-EVALUATE.
           PERFORM 2000-READ-MASTER.

       3100-STATEMENT SECTION.
           ADD 1 TO WS-STATEMENTS.
           SET WS-TYPE-INDEX TO 1.
           SEARCH WS-TYPE-ENTRY
               WHEN WS-TYPE(WS-TYPE-INDEX) = ACCT-TYPE
                   ADD 1 TO WS-TYPE-COUNT(WS-TYPE-INDEX)
                   ADD ACCT-BALANCE TO WS-TYPE-BALANCE(WS-TYPE-INDEX)
                   MOVE WS-TYPE-NAME(WS-TYPE-INDEX) TO WS-A-TYPE
           END-SEARCH.
           PERFORM 4000-HEADING.
           PERFORM 5000-MOVEMENT
               VARYING POST-ENTRY FROM 5 BY -1 UNTIL POST-ENTRY < 1.
           PERFORM 6000-BALANCES.

       4000-HEADING SECTION.
           SET STMT-NEW-PAGE TO TRUE.
           MOVE RUN-DATE TO WS-H-DATE.
           MOVE WS-STATEMENTS TO WS-H-PAGE.
           MOVE WS-HEADING-LINE TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.
           SET STMT-TWO-LINES TO TRUE.
           MOVE ACCT-NUMBER TO WS-A-NUMBER.
           MOVE ACCT-BRANCH TO WS-A-BRANCH.
           MOVE ACCT-CURRENCY TO WS-A-CURRENCY.
           MOVE SPACES TO WS-A-STATUS.
           IF ACCT-IS-FROZEN
               MOVE 'FROZEN' TO WS-A-STATUS
           END-IF.
           MOVE WS-ACCOUNT-LINE TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.
           MOVE ACCT-HOLDER TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.
           MOVE ACCT-STREET TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.
           MOVE ACCT-CITY TO WS-C-CITY.
           MOVE ACCT-COUNTRY TO WS-C-COUNTRY.
           MOVE WS-CITY-LINE TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.
           SET STMT-TWO-LINES TO TRUE.

       5000-MOVEMENT SECTION.
           IF ACCT-RECENT-DATE(POST-ENTRY) NOT = ZERO
               MOVE ACCT-RECENT-DATE(POST-ENTRY) TO WS-M-DATE
               MOVE ACCT-RECENT-AMOUNT(POST-ENTRY) TO WS-M-AMOUNT
               SET WS-CODE-INDEX TO 1
               SEARCH WS-CODE-ENTRY
                   AT END
                       MOVE ACCT-RECENT-CODE(POST-ENTRY) TO WS-M-NAME
                   WHEN WS-CODE(WS-CODE-INDEX) =
                           ACCT-RECENT-CODE(POST-ENTRY)
                       MOVE WS-CODE-NAME(WS-CODE-INDEX) TO WS-M-NAME
               END-SEARCH
               MOVE WS-MOVEMENT-LINE TO STMT-LINE
               PERFORM 6900-WRITE-LINE
           END-IF.

       6000-BALANCES SECTION.
           EVALUATE TRUE
               WHEN ACCT-IS-CHECKING
                   MOVE 'OVERDRAFT LIMIT' TO WS-L-TEXT
                   MOVE CHK-OVERDRAFT-LIMIT TO WS-L-AMOUNT
                   PERFORM 6800-AMOUNT-LINE
                   MOVE 'MONTHLY FEE' TO WS-L-TEXT
                   MOVE CHK-MONTHLY-FEE TO WS-L-AMOUNT
                   PERFORM 6800-AMOUNT-LINE
               WHEN ACCT-IS-SAVINGS
                   MOVE 'WITHDRAWALS OF THE MONTH' TO WS-N-TEXT
                   MOVE SAV-WITHDRAWALS TO WS-N-COUNT
                   MOVE WS-COUNT-LINE TO STMT-LINE
                   PERFORM 6900-WRITE-LINE
               WHEN ACCT-IS-LOAN
                   MOVE 'PRINCIPAL' TO WS-L-TEXT
                   MOVE LOAN-PRINCIPAL TO WS-L-AMOUNT
                   PERFORM 6800-AMOUNT-LINE
                   MOVE 'INSTALMENT' TO WS-L-TEXT
                   MOVE LOAN-INSTALMENT TO WS-L-AMOUNT
                   PERFORM 6800-AMOUNT-LINE
                   MOVE 'TERM IN MONTHS' TO WS-N-TEXT
                   MOVE LOAN-TERM-MONTHS TO WS-N-COUNT
                   MOVE WS-COUNT-LINE TO STMT-LINE
                   PERFORM 6900-WRITE-LINE
           END-EVALUATE.
           MOVE 'CREDITS OF THE MONTH' TO WS-L-TEXT.
           MOVE ACCT-MONTH-CREDITS TO WS-L-AMOUNT.
           PERFORM 6800-AMOUNT-LINE.
           MOVE 'DEBITS OF THE MONTH' TO WS-L-TEXT.
           MOVE ACCT-MONTH-DEBITS TO WS-L-AMOUNT.
           PERFORM 6800-AMOUNT-LINE.
           MOVE 'INTEREST OF THE YEAR' TO WS-L-TEXT.
           MOVE ACCT-YEAR-INTEREST TO WS-L-AMOUNT.
           PERFORM 6800-AMOUNT-LINE.
           SET STMT-TWO-LINES TO TRUE.
           MOVE 'BALANCE' TO WS-L-TEXT.
           MOVE ACCT-BALANCE TO WS-L-AMOUNT.
           PERFORM 6800-AMOUNT-LINE.

       6800-AMOUNT-LINE SECTION.
           MOVE WS-AMOUNT-LINE TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.

      *    WRITES ONE LINE; THE NEXT ONE IS SINGLE SPACED.
       6900-WRITE-LINE SECTION.
           MOVE 'WRITE' TO RUN-IO-VERB.
           WRITE STATEMENT-OUT-RECORD.
           IF NOT STMTOUT-OK
               PERFORM 9200-STMTOUT-ERROR
           END-IF.
           ADD 1 TO WS-LINES.
           MOVE SPACES TO STATEMENT-OUT-RECORD.

       7000-TOTALS SECTION.
           SET STMT-NEW-PAGE TO TRUE.
           MOVE 'TOTALS' TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.
           PERFORM 7100-TOTAL-OF-TYPE
               VARYING WS-TYPE-INDEX FROM 1 BY 1
               UNTIL WS-TYPE-INDEX > 3.

       7100-TOTAL-OF-TYPE SECTION.
           MOVE WS-TYPE-NAME(WS-TYPE-INDEX) TO WS-T-TEXT.
           MOVE WS-TYPE-COUNT(WS-TYPE-INDEX) TO WS-T-COUNT.
           MOVE WS-TYPE-BALANCE(WS-TYPE-INDEX) TO WS-T-BALANCE.
           MOVE WS-TOTAL-LINE TO STMT-LINE.
           PERFORM 6900-WRITE-LINE.

       8000-CONTROL-TOTALS SECTION.
           MOVE WS-MASTERS-READ TO WS-EDIT-COUNT.
           DISPLAY 'STMTRPT  MASTERS READ          ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-MASTERS-INVALID TO WS-EDIT-COUNT.
           DISPLAY 'STMTRPT  MASTERS INVALID       ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-STATEMENTS TO WS-EDIT-COUNT.
           DISPLAY 'STMTRPT  STATEMENTS            ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-LINES TO WS-EDIT-COUNT.
           DISPLAY 'STMTRPT  LINES WRITTEN         ' WS-EDIT-COUNT
               UPON SYSOUT.

       9000-CLOSE-FILES SECTION.
           MOVE 'CLOSE' TO RUN-IO-VERB.
           CLOSE MASTER-IN.
           IF NOT ACCTIN-OK
               PERFORM 9100-ACCTIN-ERROR
           END-IF.
           CLOSE STATEMENT-OUT.
           IF NOT STMTOUT-OK
               PERFORM 9200-STMTOUT-ERROR
           END-IF.

       9100-ACCTIN-ERROR SECTION.
           MOVE 'ACCTIN' TO RUN-IO-DD.
           MOVE WS-ACCTIN-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9200-STMTOUT-ERROR SECTION.
           MOVE 'STMTOUT' TO RUN-IO-DD.
           MOVE WS-STMTOUT-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

           COPY RUNPROC.
           COPY ACCTCHK.
       END PROGRAM STMTRPT.
