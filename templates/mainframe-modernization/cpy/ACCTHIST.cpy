      ******************************************************************
      * ACCTHIST  PUT A MOVEMENT ON TOP OF THE FIVE MOST RECENT ONES   *
      *           IN: POST-DATE, POST-CODE, POST-MOVEMENT              *
      *           ACCT-TRAN-COUNT GOES FROM 9999 TO 0: TRUNC(STD)      *
      ******************************************************************
       ADD-HISTORY SECTION.
           PERFORM VARYING POST-ENTRY FROM 5 BY -1
               UNTIL POST-ENTRY < 2
               MOVE ACCT-RECENT(POST-ENTRY - 1)
                   TO ACCT-RECENT(POST-ENTRY)
           END-PERFORM.
           MOVE POST-DATE TO ACCT-RECENT-DATE(1).
           MOVE POST-CODE TO ACCT-RECENT-CODE(1).
           MOVE POST-MOVEMENT TO ACCT-RECENT-AMOUNT(1).
           MOVE POST-DATE TO ACCT-LAST-POSTED.
           ADD 1 TO ACCT-TRAN-COUNT.
