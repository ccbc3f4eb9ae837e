      ******************************************************************
      * REJREC    REJECTED TRANSACTION             FIXED, 150 BYTES    *
      *           REJ-TRANSACTION IS THE RECORD AS IT CAME IN, BECAUSE *
      *           ITS FIELDS MAY BE UNREADABLE                         *
      ******************************************************************
           05  REJ-TRANSACTION              PIC X(80).
           05  REJ-REASON                   PIC 9(2).
           05  REJ-MESSAGE                  PIC X(40).
           05  REJ-BALANCE                  PIC S9(9)V99
                                            SIGN LEADING SEPARATE.
           05  REJ-RUN-DATE                 PIC 9(8).
           05  FILLER                       PIC X(8).
