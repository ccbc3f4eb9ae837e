      ******************************************************************
      * POSTRULE  RULES OF POSTING, ONCE FOR BATCH AND ONLINE          *
      *           IN : POST-CODE, POST-DATE, POST-AMOUNT, A VALID      *
      *                MASTER RECORD                                   *
      *           OUT: POST-REASON; THE RECORD IS CHANGED ONLY IF THE  *
      *                TRANSACTION IS ACCEPTED                         *
      ******************************************************************
       POST-TRANSACTION SECTION.
           SET POST-ACCEPTED TO TRUE.
           PERFORM POST-CHECK-REQUEST.
           IF POST-ACCEPTED
               PERFORM POST-COMPUTE-TOTALS
           END-IF.
           IF POST-ACCEPTED
               PERFORM POST-CHECK-LIMITS
           END-IF.
           IF POST-ACCEPTED
               PERFORM POST-UPDATE-MASTER
           END-IF.

       POST-CHECK-REQUEST SECTION.
           EVALUATE TRUE
               WHEN NOT POST-CODE-VALID
                   SET POST-CODE-UNKNOWN TO TRUE
               WHEN ACCT-IS-CLOSED
                   SET POST-ACCOUNT-CLOSED TO TRUE
               WHEN ACCT-IS-FROZEN AND NOT POST-IS-DEPOSIT
                   SET POST-ACCOUNT-FROZEN TO TRUE
               WHEN POST-AMOUNT = ZERO
                   SET POST-AMOUNT-WRONG TO TRUE
               WHEN POST-AMOUNT < ZERO AND NOT POST-IS-ADJUSTMENT
                   SET POST-AMOUNT-WRONG TO TRUE
               WHEN ACCT-IS-LOAN AND POST-IS-WITHDRAWAL
                   SET POST-NOT-FOR-TYPE TO TRUE
               WHEN ACCT-IS-SAVINGS AND POST-IS-WITHDRAWAL
                   AND SAV-WITHDRAWALS NOT < 6
                   SET POST-WITHDRAWALS-USED TO TRUE
           END-EVALUATE.

       POST-COMPUTE-TOTALS SECTION.
           IF POST-IS-WITHDRAWAL OR POST-IS-FEE
               COMPUTE POST-MOVEMENT = ZERO - POST-AMOUNT
           ELSE
               MOVE POST-AMOUNT TO POST-MOVEMENT
           END-IF.
           MOVE ACCT-MONTH-CREDITS TO POST-NEW-CREDITS.
           MOVE ACCT-MONTH-DEBITS TO POST-NEW-DEBITS.
           ADD POST-MOVEMENT ACCT-BALANCE GIVING POST-NEW-BALANCE
               ON SIZE ERROR
                   SET POST-SIZE-EXCEEDED TO TRUE
           END-ADD.
           IF POST-MOVEMENT > ZERO
               ADD POST-MOVEMENT TO POST-NEW-CREDITS
                   ON SIZE ERROR
                       SET POST-SIZE-EXCEEDED TO TRUE
               END-ADD
           ELSE
               SUBTRACT POST-MOVEMENT FROM POST-NEW-DEBITS
                   ON SIZE ERROR
                       SET POST-SIZE-EXCEEDED TO TRUE
               END-SUBTRACT
           END-IF.

       POST-CHECK-LIMITS SECTION.
           EVALUATE TRUE
               WHEN POST-IS-WITHDRAWAL AND ACCT-IS-CHECKING
                   IF POST-NEW-BALANCE + CHK-OVERDRAFT-LIMIT < ZERO
                       SET POST-BELOW-LIMIT TO TRUE
                   END-IF
               WHEN POST-IS-WITHDRAWAL
                   IF POST-NEW-BALANCE < ZERO
                       SET POST-BELOW-LIMIT TO TRUE
                   END-IF
               WHEN POST-IS-DEPOSIT AND ACCT-IS-LOAN
                   IF POST-NEW-BALANCE > ZERO
                       SET POST-LOAN-OVERPAID TO TRUE
                   END-IF
           END-EVALUATE.

       POST-UPDATE-MASTER SECTION.
           MOVE POST-NEW-BALANCE TO ACCT-BALANCE.
           MOVE POST-NEW-CREDITS TO ACCT-MONTH-CREDITS.
           MOVE POST-NEW-DEBITS TO ACCT-MONTH-DEBITS.
           IF ACCT-IS-SAVINGS AND POST-IS-WITHDRAWAL
               ADD 1 TO SAV-WITHDRAWALS
           END-IF.
           PERFORM ADD-HISTORY.
