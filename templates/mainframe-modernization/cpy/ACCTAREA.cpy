      ******************************************************************
      * ACCTAREA  USING AREA OF ACCTINQ            370 BYTES           *
      *           IN : FUNCTION, REQUEST, ACCOUNT                      *
      *           OUT: RETURN CODE, REASON, MESSAGE, AVAILABLE, ACCOUNT*
      *           THE ACCOUNT COMES BACK UNCHANGED UNLESS THE RETURN   *
      *           CODE OF A POSTING IS 0                               *
      ******************************************************************
           03  AREA-FUNCTION                PIC X(4).
               88  AREA-IS-INQUIRY              VALUE 'INQ '.
               88  AREA-IS-POSTING              VALUE 'POST'.
           03  AREA-REQUEST.
               05  AREA-POST-CODE           PIC X(2).
               05  AREA-POST-AMOUNT         PIC S9(9)V99 COMP-3.
               05  AREA-POST-DATE           PIC 9(8).
           03  AREA-REPLY.
               05  AREA-RETURN-CODE         PIC S9(4) COMP.
                   88  AREA-DONE                VALUE 0.
                   88  AREA-REFUSED             VALUE 4.
                   88  AREA-REQUEST-INVALID     VALUE 8.
                   88  AREA-MASTER-INVALID      VALUE 12.
               05  AREA-REASON              PIC 9(2).
               05  AREA-MESSAGE             PIC X(40).
               05  AREA-AVAILABLE           PIC S9(9)V99 COMP-3.
           03  AREA-ACCOUNT.
               COPY ACCTREC.
