       IDENTIFICATION DIVISION.
       PROGRAM-ID. SIZES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  TRAN-RECORD.
           05  TRAN-CODE           PIC 9 COMP.
           05  TRAN-AMOUNT         PIC 9(5) COMP.
       01  SHOWN                   PIC 9(4).
       PROCEDURE DIVISION.
           MOVE LENGTH OF TRAN-RECORD TO SHOWN
           DISPLAY SHOWN
           GOBACK.
