       IDENTIFICATION DIVISION.
       PROGRAM-ID. QUOTIENT.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  RATE                    PIC S9V9(5) COMP-3 VALUE 0.04815.
       01  DAYS                    PIC S9(3) COMP-3 VALUE 36.
       01  BALANCE                 PIC S9(7)V99 COMP-3 VALUE 1234.56.
       01  INTEREST                PIC S9(7)V99 COMP-3.
       01  SHOWN                   PIC -(7)9.99.
       PROCEDURE DIVISION.
           COMPUTE INTEREST = RATE / 360 * DAYS * BALANCE
           MOVE INTEREST TO SHOWN
           DISPLAY SHOWN
           GOBACK.
