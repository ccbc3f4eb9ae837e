      ******************************************************************
      * TESTPROC  EXPECTATIONS OF A UNIT TEST                          *
      *           EACH TEST STARTS WITH TEST-BEGIN, THE LAST ONE IS    *
      *           FOLLOWED BY TEST-END. WHAT IS DISPLAYED IS READ BY   *
      *           PYTHON -M WORKLOAD.COBOL TEST                        *
      ******************************************************************
       TEST-BEGIN SECTION.
           ADD 1 TO TEST-COUNT.
           DISPLAY 'TEST   ' TEST-NAME.

       EXPECT-TEXT SECTION.
           IF TEST-FOUND = TEST-EXPECTED
               DISPLAY 'PASSED ' TEST-WHAT
           ELSE
               DISPLAY 'FAILED ' TEST-WHAT ' EXPECTED '
                   TEST-EXPECTED ' FOUND ' TEST-FOUND
           END-IF.

       EXPECT-NUMBER SECTION.
           IF TEST-FOUND-NUMBER = TEST-EXPECTED-NUMBER
               DISPLAY 'PASSED ' TEST-WHAT
           ELSE
               MOVE TEST-EXPECTED-NUMBER TO TEST-EDIT-EXPECTED
               MOVE TEST-FOUND-NUMBER TO TEST-EDIT-FOUND
               DISPLAY 'FAILED ' TEST-WHAT ' EXPECTED '
                   TEST-EDIT-EXPECTED ' FOUND ' TEST-EDIT-FOUND
           END-IF.

       TEST-END SECTION.
           DISPLAY 'TESTS  ' TEST-COUNT.
