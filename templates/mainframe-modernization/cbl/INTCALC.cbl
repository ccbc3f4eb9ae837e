      ******************************************************************
      * INTCALC   INTEREST OF A MONTH FOR EACH ACCOUNT                 *
      *                                                                *
      *           ACCRUED = BALANCE * RATE * DAYS / (DAYS OF YEAR * 100)
      *           CUT AFTER FOUR DECIMALS; THE AMOUNT IS THE ACCRUED   *
      *           SUM ROUNDED TO CENTS, HALF AWAY FROM ZERO.           *
      *           EACH FORMULA MULTIPLIES FIRST AND DIVIDES LAST, SO   *
      *           THAT NO INTERMEDIATE RESULT LOSES A DIGIT.           *
      *           CHECKING: RATE OF CONTROL CARD, OVERDRAFT RATE BELOW *
      *           ZERO. SAVINGS: EACH TIER ON ITS PART OF THE BALANCE. *
      *           LOAN: 30 DAYS OF 360.                                *
      * PARM      LAST DAY OF THE PERIOD YYYYMMDD; ITS DAY IS THE      *
      *           NUMBER OF DAYS                                       *
      * CARDIN    CREDIT-RATE AND DAYS-OF-YEAR, VALUE FROM COLUMN 21   *
      * CODES      0  DONE                                             *
      *            4  SIZE ERROR, THAT ACCOUNT HAS NO INTEREST         *
      *            8  INVALID MASTER RECORDS (WRITTEN UNCHANGED)       *
      *           12  PARM OR CONTROL CARD WRONG, OR MASTER EMPTY:     *
      *               NOTHING WAS DONE                                 *
      *           16  I/O ERROR                                        *
      ******************************************************************
       IDENTIFICATION DIVISION.
       PROGRAM-ID. INTCALC.

       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT MASTER-IN    ASSIGN TO ACCTIN
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-ACCTIN-STATUS.
           SELECT CARDS-IN     ASSIGN TO CARDIN
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-CARDIN-STATUS.
           SELECT MASTER-OUT   ASSIGN TO ACCTOUT
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-ACCTOUT-STATUS.
           SELECT INTEREST-OUT ASSIGN TO INTOUT
               ORGANIZATION IS SEQUENTIAL
               FILE STATUS IS WS-INTOUT-STATUS.

       DATA DIVISION.
       FILE SECTION.
       FD  MASTER-IN    RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  MASTER-IN-RECORD                 PIC X(300).
       FD  CARDS-IN     RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  CARD-RECORD.
           05  CARD-KEYWORD                 PIC X(20).
               88  CARD-IS-CREDIT-RATE          VALUE 'CREDIT-RATE'.
               88  CARD-IS-DAYS-OF-YEAR         VALUE 'DAYS-OF-YEAR'.
           05  CARD-VALUE                   PIC X(8).
      *        NNVNNNNN, FOR EXAMPLE 00125000 FOR 1.25 PER CENT
           05  CARD-RATE                    REDEFINES CARD-VALUE.
               10  CARD-RATE-NUMBER         PIC 9(2)V9(5).
               10  CARD-RATE-REST           PIC X(1).
           05  CARD-DAYS                    REDEFINES CARD-VALUE.
               10  CARD-DAYS-NUMBER         PIC 9(3).
               10  CARD-DAYS-REST           PIC X(5).
           05  FILLER                       PIC X(52).
       FD  MASTER-OUT   RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  MASTER-OUT-RECORD                PIC X(300).
       FD  INTEREST-OUT RECORDING MODE IS F BLOCK CONTAINS 0 RECORDS.
       01  INTEREST-OUT-RECORD              PIC X(80).

       WORKING-STORAGE SECTION.
           COPY RUNWORK.
           COPY POSTWORK.
       01  ACCT-RECORD.
           COPY ACCTREC.
       01  INT-RECORD.
           COPY INTREC.
       01  WS-FILE-STATUS.
           05  WS-ACCTIN-STATUS             PIC X(2).
               88  ACCTIN-OK                    VALUE '00'.
               88  ACCTIN-END                   VALUE '10'.
           05  WS-CARDIN-STATUS             PIC X(2).
               88  CARDIN-OK                    VALUE '00'.
               88  CARDIN-END                   VALUE '10'.
           05  WS-ACCTOUT-STATUS            PIC X(2).
               88  ACCTOUT-OK                   VALUE '00'.
           05  WS-INTOUT-STATUS             PIC X(2).
               88  INTOUT-OK                    VALUE '00'.
       01  WS-CARD-VALUES.
           05  WS-CREDIT-RATE               PIC S9(2)V9(5) COMP-3
                                            VALUE -1.
           05  WS-DAYS-OF-YEAR              PIC S9(4) COMP VALUE 0.
               88  DAYS-OF-YEAR-VALID           VALUE 360 365 366.
       01  WS-CALCULATION.
           05  WS-TIER                      PIC S9(4) COMP.
           05  WS-TIER-TO                   PIC S9(9)V99 COMP-3.
           05  WS-TIER-PART                 PIC S9(9)V99 COMP-3.
           05  WS-TIER-ACCRUED              PIC S9(7)V9(4) COMP-3.
           05  WS-NEW-YEAR-INTEREST         PIC S9(7)V99 COMP-3.
           05  WS-SIZE-SWITCH               PIC X(1).
               88  WS-SIZE-OK                   VALUE 'N'.
               88  WS-SIZE-ERROR                VALUE 'Y'.
       01  WS-COUNTS                        COMP.
           05  WS-MASTERS-READ              PIC S9(9) VALUE 0.
           05  WS-MASTERS-INVALID           PIC S9(9) VALUE 0.
           05  WS-INTEREST-POSTED           PIC S9(9) VALUE 0.
           05  WS-SIZE-ERRORS               PIC S9(9) VALUE 0.
       01  WS-SUMS                          COMP-3.
           05  WS-SUM-CREDITED              PIC S9(13)V99 VALUE 0.
           05  WS-SUM-CHARGED               PIC S9(13)V99 VALUE 0.
           05  WS-BALANCE-OUT               PIC S9(13)V99 VALUE 0.
       01  WS-EDIT-COUNT                    PIC Z,ZZZ,ZZZ,ZZ9.
       01  WS-EDIT-SUM                PIC Z,ZZZ,ZZZ,ZZZ,ZZ9.99-.

       PROCEDURE DIVISION.
       0000-MAIN SECTION.
           MOVE 'INTCALC' TO RUN-PROGRAM.
           PERFORM RUN-READ-PARM.
           PERFORM 1000-READ-CARDS.
           PERFORM 1100-OPEN-INPUT.
           PERFORM 2000-READ-MASTER.
           PERFORM 1200-REFUSE-EMPTY-MASTER.
           PERFORM 1300-OPEN-OUTPUT.
           PERFORM 3000-ONE-ACCOUNT UNTIL ACCTIN-END.
           PERFORM 8000-CONTROL-TOTALS.
           PERFORM 9000-CLOSE-FILES.
           MOVE RUN-HIGHEST-CODE TO RETURN-CODE.
           GOBACK.

       1000-READ-CARDS SECTION.
           MOVE 'OPEN' TO RUN-IO-VERB.
           OPEN INPUT CARDS-IN.
           IF NOT CARDIN-OK
               PERFORM 9200-CARDIN-ERROR
           END-IF.
           PERFORM 1010-READ-CARD UNTIL CARDIN-END.
           MOVE 'CLOSE' TO RUN-IO-VERB.
           CLOSE CARDS-IN.
           IF NOT CARDIN-OK
               PERFORM 9200-CARDIN-ERROR
           END-IF.
           IF WS-CREDIT-RATE < ZERO OR NOT DAYS-OF-YEAR-VALID
               DISPLAY RUN-PROGRAM ': DD CARDIN LACKS CREDIT-RATE OR '
                   'DAYS-OF-YEAR (360, 365, 366)' UPON SYSOUT
               MOVE 12 TO RETURN-CODE
               GOBACK
           END-IF.

       1010-READ-CARD SECTION.
           MOVE 'READ' TO RUN-IO-VERB.
           READ CARDS-IN.
           EVALUATE TRUE
               WHEN CARDIN-END
                   CONTINUE
               WHEN NOT CARDIN-OK
                   PERFORM 9200-CARDIN-ERROR
               WHEN CARD-IS-CREDIT-RATE
                   AND CARD-RATE-NUMBER NUMERIC
                   MOVE CARD-RATE-NUMBER TO WS-CREDIT-RATE
               WHEN CARD-IS-DAYS-OF-YEAR
                   AND CARD-DAYS-NUMBER NUMERIC
                   MOVE CARD-DAYS-NUMBER TO WS-DAYS-OF-YEAR
               WHEN OTHER
                   DISPLAY RUN-PROGRAM ': CONTROL CARD "'
                       CARD-KEYWORD CARD-VALUE '" IS WRONG'
                       UPON SYSOUT
                   MOVE 12 TO RETURN-CODE
                   GOBACK
           END-EVALUATE.

       1100-OPEN-INPUT SECTION.
           MOVE 'OPEN' TO RUN-IO-VERB.
           OPEN INPUT MASTER-IN.
           IF NOT ACCTIN-OK
               PERFORM 9100-ACCTIN-ERROR
           END-IF.

      *    WHAT A RUN THAT FAILED LEFT BEHIND IS NO MASTER.
       1200-REFUSE-EMPTY-MASTER SECTION.
           IF ACCTIN-END
               DISPLAY RUN-PROGRAM ': DD ACCTIN IS EMPTY, NO MASTER '
                   'TO CALCULATE; NOTHING WAS DONE'
                   UPON SYSOUT
               MOVE 12 TO RETURN-CODE
               GOBACK
           END-IF.

       1300-OPEN-OUTPUT SECTION.
           MOVE 'OPEN' TO RUN-IO-VERB.
           OPEN OUTPUT MASTER-OUT.
           IF NOT ACCTOUT-OK
               PERFORM 9300-ACCTOUT-ERROR
           END-IF.
           OPEN OUTPUT INTEREST-OUT.
           IF NOT INTOUT-OK
               PERFORM 9400-INTOUT-ERROR
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
           PERFORM 3100-START-INTEREST.
           PERFORM CHECK-MASTER.
           IF POST-MASTER-INVALID
               PERFORM 3200-INVALID-MASTER
           ELSE
               PERFORM 3300-CLOSE-MONTH
               MOVE ACCT-BALANCE TO INT-BASE
               IF NOT ACCT-IS-CLOSED
                   PERFORM 4000-ACCRUE
                   PERFORM 5000-POST-INTEREST
               END-IF
               ADD ACCT-BALANCE TO WS-BALANCE-OUT
           END-IF.
           PERFORM 6000-WRITE-RECORDS.
           PERFORM 2000-READ-MASTER.

       3100-START-INTEREST SECTION.
           MOVE SPACES TO INT-RECORD.
           MOVE ACCT-RECORD(1:10) TO INT-RECORD(1:10).
           MOVE ACCT-TYPE TO INT-TYPE.
           MOVE RUN-DATE TO INT-PERIOD-END.
           MOVE ZERO TO INT-DAYS INT-BASE INT-ANNUAL-RATE
               INT-ACCRUED INT-AMOUNT.
           SET INT-NOTHING-DUE TO TRUE.
           SET WS-SIZE-OK TO TRUE.

       3200-INVALID-MASTER SECTION.
           SET INT-MASTER-INVALID TO TRUE.
           ADD 1 TO WS-MASTERS-INVALID.
           MOVE 8 TO RUN-HIGHEST-CODE.
           DISPLAY RUN-PROGRAM ': ACCOUNT ' ACCT-RECORD(1:10)
               ' HAS AN INVALID FIELD, WRITTEN UNCHANGED'
               UPON SYSOUT.

       3300-CLOSE-MONTH SECTION.
           MOVE ZERO TO ACCT-MONTH-CREDITS.
           MOVE ZERO TO ACCT-MONTH-DEBITS.
           IF RUN-MONTH-JANUARY
               MOVE ZERO TO ACCT-YEAR-INTEREST
           END-IF.
           IF ACCT-IS-SAVINGS
               MOVE ZERO TO SAV-WITHDRAWALS
           END-IF.

       4000-ACCRUE SECTION.
           MOVE RUN-DAY TO INT-DAYS.
           EVALUATE TRUE
               WHEN ACCT-IS-LOAN
                   MOVE 30 TO INT-DAYS
                   MOVE LOAN-RATE TO INT-ANNUAL-RATE
                   COMPUTE INT-ACCRUED =
                       ACCT-BALANCE * LOAN-RATE * INT-DAYS / 36000
                       ON SIZE ERROR
                           SET WS-SIZE-ERROR TO TRUE
                   END-COMPUTE
               WHEN ACCT-IS-SAVINGS
                   PERFORM 4100-ACCRUE-TIER
                       VARYING WS-TIER FROM 1 BY 1
                       UNTIL WS-TIER > 3
               WHEN OTHER
                   PERFORM 4200-ACCRUE-CHECKING
           END-EVALUATE.

      *    A TIER ENDS WHERE THE NEXT BEGINS. TIER 2 OR 3 FROM ZERO
      *    IS NOT IN USE. NO TIER PAYS ON A BALANCE BELOW ZERO.
       4100-ACCRUE-TIER SECTION.
           MOVE 999999999.99 TO WS-TIER-TO.
           IF WS-TIER < 3
               IF SAV-TIER-FROM(WS-TIER + 1) > ZERO
                   MOVE SAV-TIER-FROM(WS-TIER + 1) TO WS-TIER-TO
               END-IF
           END-IF.
           IF ACCT-BALANCE > SAV-TIER-FROM(WS-TIER)
               AND (WS-TIER = 1 OR SAV-TIER-FROM(WS-TIER) > ZERO)
               IF ACCT-BALANCE < WS-TIER-TO
                   MOVE ACCT-BALANCE TO WS-TIER-TO
               END-IF
               SUBTRACT SAV-TIER-FROM(WS-TIER) FROM WS-TIER-TO
                   GIVING WS-TIER-PART
               MOVE SAV-TIER-RATE(WS-TIER) TO INT-ANNUAL-RATE
               COMPUTE WS-TIER-ACCRUED =
                   WS-TIER-PART * INT-ANNUAL-RATE * INT-DAYS
                       / (WS-DAYS-OF-YEAR * 100)
                   ON SIZE ERROR
                       SET WS-SIZE-ERROR TO TRUE
               END-COMPUTE
               IF WS-SIZE-OK
                   ADD WS-TIER-ACCRUED TO INT-ACCRUED
                       ON SIZE ERROR
                           SET WS-SIZE-ERROR TO TRUE
                   END-ADD
               END-IF
           END-IF.

       4200-ACCRUE-CHECKING SECTION.
           IF ACCT-BALANCE < ZERO
               MOVE CHK-OVERDRAFT-RATE TO INT-ANNUAL-RATE
           ELSE
               MOVE WS-CREDIT-RATE TO INT-ANNUAL-RATE
           END-IF.
           COMPUTE INT-ACCRUED =
               ACCT-BALANCE * INT-ANNUAL-RATE * INT-DAYS
                   / (WS-DAYS-OF-YEAR * 100)
               ON SIZE ERROR
                   SET WS-SIZE-ERROR TO TRUE
           END-COMPUTE.

       5000-POST-INTEREST SECTION.
           IF WS-SIZE-OK
               COMPUTE INT-AMOUNT ROUNDED = INT-ACCRUED
                   ON SIZE ERROR
                       SET WS-SIZE-ERROR TO TRUE
               END-COMPUTE
           END-IF.
           IF WS-SIZE-OK
               ADD INT-AMOUNT ACCT-BALANCE GIVING POST-NEW-BALANCE
                   ON SIZE ERROR
                       SET WS-SIZE-ERROR TO TRUE
               END-ADD
               ADD INT-AMOUNT ACCT-YEAR-INTEREST
                   GIVING WS-NEW-YEAR-INTEREST
                   ON SIZE ERROR
                       SET WS-SIZE-ERROR TO TRUE
               END-ADD
           END-IF.
           EVALUATE TRUE
               WHEN WS-SIZE-ERROR
                   PERFORM 5200-REPORT-SIZE-ERROR
               WHEN INT-AMOUNT NOT = ZERO
                   PERFORM 5100-UPDATE-MASTER
           END-EVALUATE.

       5100-UPDATE-MASTER SECTION.
           MOVE POST-NEW-BALANCE TO ACCT-BALANCE.
           MOVE WS-NEW-YEAR-INTEREST TO ACCT-YEAR-INTEREST.
           MOVE RUN-DATE TO POST-DATE.
           MOVE 'IN' TO POST-CODE.
           MOVE INT-AMOUNT TO POST-MOVEMENT.
           PERFORM ADD-HISTORY.
           SET INT-POSTED TO TRUE.
           ADD 1 TO WS-INTEREST-POSTED.
           IF INT-AMOUNT > ZERO
               ADD INT-AMOUNT TO WS-SUM-CREDITED
           ELSE
               ADD INT-AMOUNT TO WS-SUM-CHARGED
           END-IF.

       5200-REPORT-SIZE-ERROR SECTION.
           SET INT-SIZE-ERROR TO TRUE.
           MOVE ZERO TO INT-ACCRUED.
           MOVE ZERO TO INT-AMOUNT.
           ADD 1 TO WS-SIZE-ERRORS.
           IF RUN-HIGHEST-CODE < 4
               MOVE 4 TO RUN-HIGHEST-CODE
           END-IF.
           DISPLAY RUN-PROGRAM ': ACCOUNT ' ACCT-NUMBER
               ' SIZE ERROR, NO INTEREST POSTED' UPON SYSOUT.

       6000-WRITE-RECORDS SECTION.
           MOVE 'WRITE' TO RUN-IO-VERB.
           WRITE MASTER-OUT-RECORD FROM ACCT-RECORD.
           IF NOT ACCTOUT-OK
               PERFORM 9300-ACCTOUT-ERROR
           END-IF.
           WRITE INTEREST-OUT-RECORD FROM INT-RECORD.
           IF NOT INTOUT-OK
               PERFORM 9400-INTOUT-ERROR
           END-IF.

       8000-CONTROL-TOTALS SECTION.
           MOVE WS-MASTERS-READ TO WS-EDIT-COUNT.
           DISPLAY 'INTCALC  MASTERS READ          ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-MASTERS-INVALID TO WS-EDIT-COUNT.
           DISPLAY 'INTCALC  MASTERS INVALID       ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-INTEREST-POSTED TO WS-EDIT-COUNT.
           DISPLAY 'INTCALC  INTEREST POSTED       ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-SIZE-ERRORS TO WS-EDIT-COUNT.
           DISPLAY 'INTCALC  SIZE ERRORS           ' WS-EDIT-COUNT
               UPON SYSOUT.
           MOVE WS-SUM-CREDITED TO WS-EDIT-SUM.
           DISPLAY 'INTCALC  CREDITED    ' WS-EDIT-SUM UPON SYSOUT.
           MOVE WS-SUM-CHARGED TO WS-EDIT-SUM.
           DISPLAY 'INTCALC  CHARGED     ' WS-EDIT-SUM UPON SYSOUT.
           MOVE WS-BALANCE-OUT TO WS-EDIT-SUM.
           DISPLAY 'INTCALC  BALANCE OUT ' WS-EDIT-SUM UPON SYSOUT.

       9000-CLOSE-FILES SECTION.
           MOVE 'CLOSE' TO RUN-IO-VERB.
           CLOSE MASTER-IN.
           IF NOT ACCTIN-OK
               PERFORM 9100-ACCTIN-ERROR
           END-IF.
           CLOSE MASTER-OUT.
           IF NOT ACCTOUT-OK
               PERFORM 9300-ACCTOUT-ERROR
           END-IF.
           CLOSE INTEREST-OUT.
           IF NOT INTOUT-OK
               PERFORM 9400-INTOUT-ERROR
           END-IF.

       9100-ACCTIN-ERROR SECTION.
           MOVE 'ACCTIN' TO RUN-IO-DD.
           MOVE WS-ACCTIN-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9200-CARDIN-ERROR SECTION.
           MOVE 'CARDIN' TO RUN-IO-DD.
           MOVE WS-CARDIN-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9300-ACCTOUT-ERROR SECTION.
           MOVE 'ACCTOUT' TO RUN-IO-DD.
           MOVE WS-ACCTOUT-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

       9400-INTOUT-ERROR SECTION.
           MOVE 'INTOUT' TO RUN-IO-DD.
           MOVE WS-INTOUT-STATUS TO RUN-IO-STATUS.
           PERFORM RUN-IO-ERROR.

           COPY RUNPROC.
           COPY ACCTCHK.
           COPY ACCTHIST.
       END PROGRAM INTCALC.
