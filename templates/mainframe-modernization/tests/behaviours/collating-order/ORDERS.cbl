       IDENTIFICATION DIVISION.
       PROGRAM-ID. ORDERS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  FIRST-KEY               PIC X(2) VALUE "A1".
       01  SECOND-KEY              PIC X(2) VALUE "11".
       PROCEDURE DIVISION.
           IF FIRST-KEY < SECOND-KEY
               DISPLAY "A1 BEFORE 11"
           ELSE
               DISPLAY "11 BEFORE A1"
           END-IF
           GOBACK.
