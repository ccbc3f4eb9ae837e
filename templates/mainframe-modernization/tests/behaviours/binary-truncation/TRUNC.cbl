       IDENTIFICATION DIVISION.
       PROGRAM-ID. TRUNC.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  COUNTER                 PIC S9(4) COMP VALUE 9999.
       01  SHOWN                   PIC -(5)9.
       PROCEDURE DIVISION.
           ADD 1 TO COUNTER
           MOVE COUNTER TO SHOWN
           DISPLAY SHOWN
           GOBACK.
