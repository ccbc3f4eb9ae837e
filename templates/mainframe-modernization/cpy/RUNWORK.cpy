      ******************************************************************
      * RUNWORK   WORKING STORAGE OF A BATCH PROGRAM: PARM AND I/O     *
      *           GOES WITH RUNPROC                                    *
      ******************************************************************
       01  RUN-WORK.
           05  RUN-PROGRAM                  PIC X(8).
           05  RUN-PARM                     PIC X(100).
           05  RUN-DATE-TEXT                PIC X(8).
           05  RUN-DATE                     REDEFINES RUN-DATE-TEXT
                                            PIC 9(8).
           05  RUN-DATE-PARTS               REDEFINES RUN-DATE-TEXT.
               10  RUN-YEAR                 PIC 9(4).
               10  RUN-MONTH                PIC 9(2).
                   88  RUN-MONTH-VALID          VALUE 1 THRU 12.
                   88  RUN-MONTH-JANUARY        VALUE 1.
               10  RUN-DAY                  PIC 9(2).
                   88  RUN-DAY-VALID            VALUE 1 THRU 31.
           05  RUN-IO-VERB                  PIC X(5).
           05  RUN-IO-DD                    PIC X(8).
           05  RUN-IO-STATUS                PIC X(2).
           05  RUN-HIGHEST-CODE             PIC S9(4) COMP VALUE 0.
