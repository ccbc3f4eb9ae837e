      ******************************************************************
      * ACCTCHK   IS THE MASTER RECORD FIT FOR ARITHMETIC?             *
      *           AN AMOUNT WITH AN INVALID NIBBLE WOULD ABEND (S0C7)  *
      ******************************************************************
       CHECK-MASTER SECTION.
           SET POST-MASTER-VALID TO TRUE.
           IF ACCT-NUMBER NOT NUMERIC OR NOT ACCT-TYPE-VALID
               OR ACCT-BALANCE NOT NUMERIC
               OR ACCT-MONTH-CREDITS NOT NUMERIC
               OR ACCT-MONTH-DEBITS NOT NUMERIC
               OR ACCT-YEAR-INTEREST NOT NUMERIC
               SET POST-MASTER-INVALID TO TRUE
           END-IF.
           PERFORM VARYING POST-ENTRY FROM 1 BY 1
               UNTIL POST-ENTRY > 5
               IF ACCT-RECENT-DATE(POST-ENTRY) NOT NUMERIC
                   OR ACCT-RECENT-AMOUNT(POST-ENTRY) NOT NUMERIC
                   SET POST-MASTER-INVALID TO TRUE
               END-IF
           END-PERFORM.
           EVALUATE TRUE
               WHEN ACCT-IS-CHECKING
                   IF CHK-OVERDRAFT-LIMIT NOT NUMERIC
                       OR CHK-OVERDRAFT-RATE NOT NUMERIC
                       OR CHK-MONTHLY-FEE NOT NUMERIC
                       SET POST-MASTER-INVALID TO TRUE
                   END-IF
               WHEN ACCT-IS-SAVINGS
                   PERFORM VARYING POST-ENTRY FROM 1 BY 1
                       UNTIL POST-ENTRY > 3
                       IF SAV-TIER-FROM(POST-ENTRY) NOT NUMERIC
                           OR SAV-TIER-RATE(POST-ENTRY) NOT NUMERIC
                           SET POST-MASTER-INVALID TO TRUE
                       END-IF
                   END-PERFORM
               WHEN ACCT-IS-LOAN
                   IF LOAN-PRINCIPAL NOT NUMERIC
                       OR LOAN-RATE NOT NUMERIC
                       OR LOAN-INSTALMENT NOT NUMERIC
                       OR LOAN-NEXT-DUE NOT NUMERIC
                       SET POST-MASTER-INVALID TO TRUE
                   END-IF
           END-EVALUATE.
