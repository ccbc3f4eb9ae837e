      ******************************************************************
      * ACCTINQ   INQUIRY AND POSTING ON ONE ACCOUNT (ONLINE)          *
      *                                                                *
      *           CALLED WITH ONE AREA (ACCTAREA). NO FILES, NO CLOCK. *
      *           INITIAL: A CALL SEES NOTHING OF THE CALL BEFORE.     *
      *           GOBACK ONLY: STOP RUN WOULD END THE CALLER.          *
      ******************************************************************
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ACCTINQ IS INITIAL.

       DATA DIVISION.
       WORKING-STORAGE SECTION.
           COPY POSTWORK.
       01  WS-DATE-TEXT                     PIC X(8).
       01  WS-DATE-PARTS                    REDEFINES WS-DATE-TEXT.
           05  FILLER                       PIC 9(4).
           05  WS-MONTH                     PIC 9(2).
               88  WS-MONTH-VALID               VALUE 1 THRU 12.
           05  WS-DAY                       PIC 9(2).
               88  WS-DAY-VALID                 VALUE 1 THRU 31.

       LINKAGE SECTION.
       01  ACCT-AREA.
           COPY ACCTAREA.

       PROCEDURE DIVISION USING ACCT-AREA.
       ACCTINQ-MAIN SECTION.
           MOVE ZERO TO AREA-REASON.
           MOVE ZERO TO AREA-AVAILABLE.
           MOVE SPACES TO AREA-MESSAGE.
           SET AREA-DONE TO TRUE.
           PERFORM CHECK-MASTER.
           EVALUATE TRUE
               WHEN POST-MASTER-INVALID
                   SET POST-RECORD-INVALID TO TRUE
                   PERFORM ANSWER-REASON
                   SET AREA-MASTER-INVALID TO TRUE
               WHEN AREA-IS-INQUIRY
                   PERFORM COMPUTE-AVAILABLE
               WHEN AREA-IS-POSTING
                   PERFORM POST-REQUEST
                   PERFORM COMPUTE-AVAILABLE
               WHEN OTHER
                   SET AREA-REQUEST-INVALID TO TRUE
                   MOVE 'FUNCTION IS NEITHER INQ NOR POST'
                       TO AREA-MESSAGE
           END-EVALUATE.
           GOBACK.

       POST-REQUEST SECTION.
           MOVE AREA-POST-DATE TO WS-DATE-TEXT.
           MOVE AREA-POST-CODE TO POST-CODE.
           SET POST-ACCEPTED TO TRUE.
           EVALUATE TRUE
               WHEN AREA-POST-AMOUNT NOT NUMERIC
                   SET POST-AMOUNT-NOT-NUMERIC TO TRUE
               WHEN AREA-POST-DATE NOT NUMERIC
                   SET POST-DATE-WRONG TO TRUE
               WHEN NOT WS-MONTH-VALID OR NOT WS-DAY-VALID
                   SET POST-DATE-WRONG TO TRUE
               WHEN NOT POST-CODE-VALID
                   SET POST-CODE-UNKNOWN TO TRUE
           END-EVALUATE.
           IF NOT POST-ACCEPTED
               PERFORM ANSWER-REASON
               SET AREA-REQUEST-INVALID TO TRUE
           ELSE
               MOVE AREA-POST-AMOUNT TO POST-AMOUNT
               MOVE AREA-POST-DATE TO POST-DATE
               PERFORM POST-TRANSACTION
               IF NOT POST-ACCEPTED
                   PERFORM ANSWER-REASON
                   SET AREA-REFUSED TO TRUE
               END-IF
           END-IF.

       ANSWER-REASON SECTION.
           MOVE POST-REASON TO AREA-REASON.
           MOVE POST-MESSAGE(POST-REASON) TO AREA-MESSAGE.

       COMPUTE-AVAILABLE SECTION.
           EVALUATE TRUE
               WHEN ACCT-IS-CHECKING
                   ADD ACCT-BALANCE CHK-OVERDRAFT-LIMIT
                       GIVING AREA-AVAILABLE
                       ON SIZE ERROR
                           MOVE ACCT-BALANCE TO AREA-AVAILABLE
                   END-ADD
               WHEN ACCT-IS-SAVINGS
                   MOVE ACCT-BALANCE TO AREA-AVAILABLE
           END-EVALUATE.

           COPY ACCTCHK.
           COPY POSTRULE.
           COPY ACCTHIST.
       END PROGRAM ACCTINQ.
