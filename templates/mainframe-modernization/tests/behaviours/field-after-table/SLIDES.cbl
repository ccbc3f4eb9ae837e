       IDENTIFICATION DIVISION.
       PROGRAM-ID. SLIDES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  STMT-RECORD.
           05  LINE-COUNT          PIC 9.
           05  STMT-LINE           PIC X(2)
               OCCURS 0 TO 3 TIMES DEPENDING ON LINE-COUNT.
           05  STMT-END            PIC X(3).
       PROCEDURE DIVISION.
           MOVE 1 TO LINE-COUNT
           MOVE "AA" TO STMT-LINE (1)
           MOVE "END" TO STMT-END
           DISPLAY STMT-RECORD
           GOBACK.
