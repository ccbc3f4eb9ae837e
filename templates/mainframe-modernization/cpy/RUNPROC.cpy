      ******************************************************************
      * RUNPROC   PARM AND I/O ERRORS OF A BATCH PROGRAM               *
      ******************************************************************
       RUN-READ-PARM SECTION.
      *    ON THE MAINFRAME: PROCEDURE DIVISION USING PARM-AREA.
      *    THE ONE STATEMENT THAT THE MOVE TO GNUCOBOL CHANGED.
           MOVE SPACES TO RUN-PARM.
           ACCEPT RUN-PARM FROM COMMAND-LINE.
           MOVE RUN-PARM(1:8) TO RUN-DATE-TEXT.
           IF RUN-PARM(9:) NOT = SPACES
               OR RUN-DATE-TEXT NOT NUMERIC
               PERFORM RUN-PARM-ERROR
           END-IF.
           IF NOT RUN-MONTH-VALID OR NOT RUN-DAY-VALID
               PERFORM RUN-PARM-ERROR
           END-IF.

       RUN-PARM-ERROR SECTION.
           DISPLAY RUN-PROGRAM ': PARM IS "' RUN-PARM(1:20)
               '", EXPECTED A DATE YYYYMMDD, FOR EXAMPLE 20260131'
               UPON SYSOUT.
           MOVE 12 TO RETURN-CODE.
           GOBACK.

       RUN-IO-ERROR SECTION.
           DISPLAY RUN-PROGRAM ': ' RUN-IO-VERB ' OF DD ' RUN-IO-DD
               ' FAILED, FILE STATUS ' RUN-IO-STATUS
               UPON SYSOUT.
           MOVE 16 TO RETURN-CODE.
           GOBACK.
