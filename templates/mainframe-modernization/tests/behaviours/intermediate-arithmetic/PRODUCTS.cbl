       IDENTIFICATION DIVISION.
       PROGRAM-ID. PRODUCTS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  RATE                    PIC SV99 COMP-3 VALUE 0.05.
       01  PRINCIPAL               PIC S9(5) COMP-3 VALUE 400.
       01  INTEREST                PIC S9(5)V99 COMP-3.
       01  SHOWN                   PIC -(6)9.99.
       PROCEDURE DIVISION.
           COMPUTE INTEREST = PRINCIPAL * (RATE * 0.05)
           MOVE INTEREST TO SHOWN
           DISPLAY SHOWN
           GOBACK.
