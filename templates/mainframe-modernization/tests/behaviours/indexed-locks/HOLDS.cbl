       IDENTIFICATION DIVISION.
       PROGRAM-ID. HOLDS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT MASTER ASSIGN TO MASTER
               ORGANIZATION IS INDEXED
               ACCESS MODE IS DYNAMIC
               RECORD KEY IS MASTER-KEY
               FILE STATUS IS MASTER-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD  MASTER.
       01  MASTER-RECORD.
           05  MASTER-KEY          PIC X(4).
           05  FILLER              PIC X(6).
       WORKING-STORAGE SECTION.
       01  MASTER-STATUS           PIC XX.
       01  ANSWER                  PIC X.
       PROCEDURE DIVISION.
      *    CREATE IT; HOLD IT FOR UPDATE UNTIL A LINE ARRIVES.
           ACCEPT ANSWER
           IF ANSWER = "N"
               OPEN OUTPUT MASTER
               CLOSE MASTER
           END-IF
           OPEN I-O MASTER
           DISPLAY "STATUS " MASTER-STATUS
           ACCEPT ANSWER
           IF MASTER-STATUS = "00"
               CLOSE MASTER
           END-IF
           GOBACK.
