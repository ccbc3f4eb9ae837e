      ******************************************************************
      * ACCTPOST  POST THE TRANSACTIONS OF A DAY TO THE ACCOUNT MASTER *
      *                                                                *
      *           SEQUENTIAL UPDATE (BALANCE LINE): OLD MASTER AND     *
      *           SORTED TRANSACTIONS IN, NEW MASTER AND REJECTS OUT   *
      * PARM      RUN DATE YYYYMMDD                                    *
      * CODES      0  ALL TRANSACTIONS POSTED                          *
      *            4  SOME TRANSACTIONS REJECTED                       *
      *            8  INVALID MASTER RECORDS (WRITTEN UNCHANGED)       *
      *           12  PARM WRONG, OR CONTROL TOTALS DO NOT BALANCE     *
      *           16  I/O ERROR, OR A FILE OUT OF SEQUENCE             *
      ******************************************************************
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ACCTPOST.

       ENVIRONMENT DIVISION.
      *    KEYS COMPARE AS ON THE MAINFRAME, ALSO WHERE TEXT IS ASCII:
      *    LETTERS BEFORE DIGITS.
       CONFIGURATION SECTION.
       OBJECT-COMPUTER. IBM-Z
           PROGRAM COLLATING SEQUENCE IS HOST-ORDER.
       SPECIAL-NAMES.
           ALPHABET HOST-ORDER IS EBCDIC.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT MASTER-IN  ASSIGN TO ACCTIN
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-ACCTIN-STATUS.
           SELECT TRANS-IN   ASSIGN TO TRANIN
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-TRANIN-STATUS.
           SELECT MASTER-OUT ASSIGN TO ACCTOUT
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-ACCTOUT-STATUS.
           SELECT REJECT-OUT ASSIGN TO REJOUT
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-REJOUT-STATUS.

       DATA DIVISION.
       FILE SECTION.
       FD  MASTER-IN  RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  MASTER-IN-RECORD                 PIC X(300).
       FD  TRANS-IN   RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  TRANS-IN-RECORD                  PIC X(80).
       FD  MASTER-OUT RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  MASTER-OUT-RECORD                PIC X(300).
       FD  REJECT-OUT RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  REJECT-OUT-RECORD                PIC X(150).

       WORKING-STORAGE SECTION.
           COPY RUNWORK.
           COPY POSTWORK.
       01  ACCT-RECORD.
           COPY ACCTREC.
       01  TRAN-RECORD.
           COPY TRANREC.
       01  REJ-RECORD.
           COPY REJREC.
       01  WS-FILE-STATUS.
           05  WS-ACCTIN-STATUS             PIC X(2).
               88  ACCTIN-OK                    VALUE '00'.
               88  ACCTIN-END                   VALUE '10'.
           05  WS-TRANIN-STATUS             PIC X(2).
               88  TRANIN-OK                    VALUE '00'.
               88  TRANIN-END                   VALUE '10'.
           05  WS-ACCTOUT-STATUS            PIC X(2).
               88  ACCTOUT-OK                   VALUE '00'.
           05  WS-REJOUT-STATUS             PIC X(2).
               88  REJOUT-OK                    VALUE '00'.
      *    HIGH-VALUES IN A KEY: THAT FILE IS AT ITS END.
       01  WS-KEYS.
           05  WS-MASTER-KEY                PIC X(10) VALUE LOW-VALUES.
           05  WS-MASTER-KEY-BEFORE         PIC X(10).
           05  WS-TRAN-KEY                  PIC X(10) VALUE LOW-VALUES.
           05  WS-TRAN-KEY-BEFORE           PIC X(10).
       01  WS-COUNTS                        COMP.
           05  WS-MASTERS-READ              PIC S9(9) VALUE 0.
           05  WS-MASTERS-WRITTEN           PIC S9(9) VALUE 0.
           05  WS-MASTERS-INVALID           PIC S9(9) VALUE 0.
           05  WS-TRANS-READ                PIC S9(9) VALUE 0.
           05  WS-TRANS-POSTED              PIC S9(9) VALUE 0.
           05  WS-TRANS-REJECTED            PIC S9(9) VALUE 0.
       01  WS-SUMS                          COMP-3.
           05  WS-BALANCE-IN                PIC S9(13)V99 VALUE 0.
           05  WS-MOVEMENTS                 PIC S9(13)V99 VALUE 0.
           05  WS-BALANCE-OUT               PIC S9(13)V99 VALUE 0.
       01  WS-EDIT-COUNT                    PIC Z,ZZZ,ZZZ,ZZ9.
       01  WS-EDIT-SUM                PIC Z,ZZZ,ZZZ,ZZZ,ZZ9.99-.

       PROCEDURE DIVISION.
       0000-MAIN SECTION.
           MOVE 'ACCTPOST' TO RUN-PROGRAM.
           PERFORM RUN-READ-PARM.
           PERFORM 1000-OPEN-FILES.
           PERFORM 2000-READ-MASTER.
           PERFORM 2100-READ-TRANSACTION.
           PERFORM 3000-MATCH-KEYS
               UNTIL WS-MASTER-KEY = HIGH-VALUES
               AND WS-TRAN-KEY = HIGH-VALUES.
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
           OPEN INPUT TRANS-IN.
           IF NOT TRANIN-OK
               PERFORM 9200-TRANIN-ERROR
           END-IF.
           OPEN OUTPUT MASTER-OUT.
           IF NOT ACCTOUT-OK
               PERFORM 9300-ACCTOUT-ERROR
           END-IF.
           OPEN OUTPUT REJECT-OUT.
           IF NOT REJOUT-OK
               PERFORM 9400-REJOUT-ERROR
           END-IF.

       2000-READ-MASTER SECTION.
           MOVE 'READ' TO RUN-IO-VERB.
           MOVE WS-MASTER-KEY TO WS-MASTER-KEY-BEFORE.
           READ MASTER-IN INTO ACCT-RECORD.
           EVALUATE TRUE
               WHEN ACCTIN-END
                   MOVE HIGH-VALUES TO WS-MASTER-KEY
               WHEN NOT ACCTIN-OK
                   PERFORM 9100-ACCTIN-ERROR
               WHEN OTHER
                   ADD 1 TO WS-MASTERS-READ
                   MOVE ACCT-RECORD(1:10) TO WS-MASTER-KEY
                   PERFORM 2010-CHECK-MASTER
           END-EVALUATE.

       2010-CHECK-MASTER SECTION.
           IF WS-MASTER-KEY NOT > WS-MASTER-KEY-BEFORE
               DISPLAY RUN-PROGRAM ': DD ACCTIN IS OUT OF SEQUENCE, '
                   WS-MASTER-KEY ' AFTER ' WS-MASTER-KEY-BEFORE
                   UPON SYSOUT
               MOVE 16 TO RETURN-CODE
               GOBACK
           END-IF.
           PERFORM CHECK-MASTER.
           IF POST-MASTER-VALID
               ADD ACCT-BALANCE TO WS-BALANCE-IN
           ELSE
               ADD 1 TO WS-MASTERS-INVALID
               MOVE 8 TO RUN-HIGHEST-CODE
               DISPLAY RUN-PROGRAM ': ACCOUNT ' WS-MASTER-KEY
                   ' HAS AN INVALID FIELD, WRITTEN UNCHANGED'
                   UPON SYSOUT
           END-IF.

       2100-READ-TRANSACTION SECTION.
           MOVE 'READ' TO RUN-IO-VERB.
           MOVE WS-TRAN-KEY TO WS-TRAN-KEY-BEFORE.
           READ TRANS-IN INTO TRAN-RECORD.
           EVALUATE TRUE
               WHEN TRANIN-END
                   MOVE HIGH-VALUES TO WS-TRAN-KEY
               WHEN NOT TRANIN-OK
                   PERFORM 9200-TRANIN-ERROR
               WHEN OTHER
                   ADD 1 TO WS-TRANS-READ
                   MOVE TRAN-RECORD(1:10) TO WS-TRAN-KEY
                   PERFORM 2110-CHECK-SEQUENCE
           END-EVALUATE.

       2110-CHECK-SEQUENCE SECTION.
           IF WS-TRAN-KEY < WS-TRAN-KEY-BEFORE
               DISPLAY RUN-PROGRAM ': DD TRANIN IS OUT OF SEQUENCE, '
                   WS-TRAN-KEY ' AFTER ' WS-TRAN-KEY-BEFORE
                   UPON SYSOUT
               MOVE 16 TO RETURN-CODE
               GOBACK
           END-IF.

       3000-MATCH-KEYS SECTION.
           EVALUATE TRUE
               WHEN WS-TRAN-KEY > WS-MASTER-KEY
                   PERFORM 3100-WRITE-MASTER
                   PERFORM 2000-READ-MASTER
               WHEN WS-TRAN-KEY = WS-MASTER-KEY
                   PERFORM 3200-POST-TO-MASTER
                   PERFORM 2100-READ-TRANSACTION
               WHEN WS-TRAN-KEY NOT NUMERIC
                   SET POST-KEY-NOT-NUMERIC TO TRUE
                   PERFORM 3300-REJECT
                   PERFORM 2100-READ-TRANSACTION
               WHEN OTHER
                   SET POST-ACCOUNT-UNKNOWN TO TRUE
                   PERFORM 3300-REJECT
                   PERFORM 2100-READ-TRANSACTION
           END-EVALUATE.

       3100-WRITE-MASTER SECTION.
           MOVE 'WRITE' TO RUN-IO-VERB.
           WRITE MASTER-OUT-RECORD FROM ACCT-RECORD.
           IF NOT ACCTOUT-OK
               PERFORM 9300-ACCTOUT-ERROR
           END-IF.
           ADD 1 TO WS-MASTERS-WRITTEN.
           IF POST-MASTER-VALID
               ADD ACCT-BALANCE TO WS-BALANCE-OUT
           END-IF.

       3200-POST-TO-MASTER SECTION.
           SET POST-ACCEPTED TO TRUE.
           EVALUATE TRUE
               WHEN POST-MASTER-INVALID
                   SET POST-RECORD-INVALID TO TRUE
               WHEN TRAN-AMOUNT NOT NUMERIC
                   SET POST-AMOUNT-NOT-NUMERIC TO TRUE
               WHEN TRAN-DATE NOT NUMERIC
                   SET POST-DATE-WRONG TO TRUE
               WHEN TRAN-DATE > RUN-DATE
                   SET POST-DATE-WRONG TO TRUE
               WHEN OTHER
                   MOVE TRAN-CODE TO POST-CODE
                   MOVE TRAN-DATE TO POST-DATE
                   MOVE TRAN-AMOUNT TO POST-AMOUNT
                   PERFORM POST-TRANSACTION
           END-EVALUATE.
           IF POST-ACCEPTED
               ADD 1 TO WS-TRANS-POSTED
               ADD POST-MOVEMENT TO WS-MOVEMENTS
           ELSE
               PERFORM 3300-REJECT
           END-IF.

       3300-REJECT SECTION.
           MOVE SPACES TO REJ-RECORD.
           MOVE TRAN-RECORD TO REJ-TRANSACTION.
           MOVE POST-REASON TO REJ-REASON.
           MOVE POST-MESSAGE(POST-REASON) TO REJ-MESSAGE.
           MOVE RUN-DATE TO REJ-RUN-DATE.
           MOVE ZERO TO REJ-BALANCE.
           IF WS-TRAN-KEY = WS-MASTER-KEY AND POST-MASTER-VALID
               MOVE ACCT-BALANCE TO REJ-BALANCE
           END-IF.
           MOVE 'WRITE' TO RUN-IO-VERB.
           WRITE REJECT-OUT-RECORD FROM REJ-RECORD.
           IF NOT REJOUT-OK
               PERFORM 9400-REJOUT-ERROR
           END-IF.
           ADD 1 TO WS-TRANS-REJECTED.
           IF RUN-HIGHEST-CODE < 4
               MOVE 4 TO RUN-HIGHEST-CODE
           END-IF.

       8000-CONTROL-TOTALS SECTION.
           MOVE WS-MASTERS-READ TO WS-EDIT-COUNT.
           DISPLAY 'ACCTPOST MASTERS READ          ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-MASTERS-WRITTEN TO WS-EDIT-COUNT.
           DISPLAY 'ACCTPOST MASTERS WRITTEN       ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-MASTERS-INVALID TO WS-EDIT-COUNT.
           DISPLAY 'ACCTPOST MASTERS INVALID       ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-TRANS-READ TO WS-EDIT-COUNT.
           DISPLAY 'ACCTPOST TRANSACTIONS READ     ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-TRANS-POSTED TO WS-EDIT-COUNT.
           DISPLAY 'ACCTPOST TRANSACTIONS POSTED   ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-TRANS-REJECTED TO WS-EDIT-COUNT.
           DISPLAY 'ACCTPOST TRANSACTIONS REJECTED ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-BALANCE-IN TO WS-EDIT-SUM.
           DISPLAY 'ACCTPOST BALANCE IN  ' WS-EDIT-SUM UPON SYSOUT.
           MOVE WS-MOVEMENTS TO WS-EDIT-SUM.
           DISPLAY 'ACCTPOST MOVEMENTS   ' WS-EDIT-SUM UPON SYSOUT.
           MOVE WS-BALANCE-OUT TO WS-EDIT-SUM.
           DISPLAY 'ACCTPOST BALANCE OUT ' WS-EDIT-SUM UPON SYSOUT.
           IF WS-MASTERS-WRITTEN NOT = WS-MASTERS-READ
               OR WS-TRANS-POSTED + WS-TRANS-REJECTED
                   NOT = WS-TRANS-READ
               OR WS-BALANCE-IN + WS-MOVEMENTS NOT = WS-BALANCE-OUT
               DISPLAY RUN-PROGRAM ': CONTROL TOTALS DO NOT BALANCE'
                   UPON SYSOUT
               MOVE 12 TO RUN-HIGHEST-CODE
           END-IF.

       9000-CLOSE-FILES SECTION.
           MOVE 'CLOSE' TO RUN-IO-VERB.
           CLOSE MASTER-IN.
           IF NOT ACCTIN-OK
               PERFORM 9100-ACCTIN-ERROR
           END-IF.
           CLOSE TRANS-IN.
           IF NOT TRANIN-OK
               PERFORM 9200-TRANIN-ERROR
           END-IF.
           CLOSE MASTER-OUT.
           IF NOT ACCTOUT-OK
               PERFORM 9300-ACCTOUT-ERROR
           END-IF.
           CLOSE REJECT-OUT.
           IF NOT REJOUT-OK
               PERFORM 9400-REJOUT-ERROR
           END-IF.

       9100-ACCTIN-ERROR SECTION.
           MOVE 'ACCTIN' TO RUN-IO-DD.
           MOVE WS-ACCTIN-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9200-TRANIN-ERROR SECTION.
           MOVE 'TRANIN' TO RUN-IO-DD.
           MOVE WS-TRANIN-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9300-ACCTOUT-ERROR SECTION.
           MOVE 'ACCTOUT' TO RUN-IO-DD.
           MOVE WS-ACCTOUT-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9400-REJOUT-ERROR SECTION.
           MOVE 'REJOUT' TO RUN-IO-DD.
           MOVE WS-REJOUT-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

           COPY RUNPROC.
           COPY ACCTCHK.
           COPY POSTRULE.
           COPY ACCTHIST.
       END PROGRAM ACCTPOST.
