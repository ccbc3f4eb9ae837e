      ******************************************************************
      * TESTWORK  WORKING STORAGE OF A UNIT TEST, WITH TESTPROC        *
      ******************************************************************
       01  TEST-WORK.
      *    THE TEST THAT RUNS, AND WHAT IT LOOKS AT
           05  TEST-NAME                    PIC X(60).
           05  TEST-WHAT                    PIC X(30).
      *    FOR EXPECT-TEXT
           05  TEST-EXPECTED                PIC X(80).
           05  TEST-FOUND                   PIC X(80).
      *    FOR EXPECT-NUMBER
           05  TEST-EXPECTED-NUMBER         PIC S9(13)V9(5) COMP-3.
           05  TEST-FOUND-NUMBER            PIC S9(13)V9(5) COMP-3.
      *    OF TESTPROC
           05  TEST-COUNT                   PIC 9(4) VALUE 0.
           05  TEST-EDIT-EXPECTED           PIC -(13)9.9(5).
           05  TEST-EDIT-FOUND              PIC -(13)9.9(5).
