"""What of JCL has a meaning on the mainframe and none here, with the reason; and what would need a counterpart.

Source of the parameters: JCL Reference, chapters on the JOB, EXEC and DD statements.
"""

_ACCOUNTING = "accounting and authorisation are the AWS account's"
_ELSEWHERE = "the compute environment decides where and when a job runs"
_CPU = "it limits CPU time; `minutes` of a step limits elapsed time"
_MEMORY = "memory is set for the task of the job"
_MESSAGES = "messages of a job go to its log group"
_PRINTING = "it steers printing, which has no counterpart"
_SPACE = "a data set in the bucket needs no space, device or volume"
_BLOCKS = "records are not blocked, and buffers need no size"
_RETENTION = "a rule of the bucket decides how long data is kept"
_LIBRARY = "programs come with the image of the job"
_DUMP = "a dump has no counterpart; the log group has the messages of an abend"
_SHARING = "a data set is not shared: one execution of a job runs at a time"
_RESTART = "an execution is restarted from a step; there are no checkpoints"


def _by_name(reasons: dict[str, str]) -> dict[str, str]:
    """reasons: reason → names, parted by blanks."""
    return {name: reason for reason, names in reasons.items() for name in names.split()}


JOB = _by_name(
    {
        _ACCOUNTING: "ACCT GROUP PASSWORD SECLABEL USER EMAIL",
        _ELSEWHERE: "CLASS PRTY SCHENV SYSAFF SYSTEM JESLOG",
        _CPU: "TIME PERFORM",
        _MEMORY: "ADDRSPC MEMLIMIT REGION REGIONX",
        _MESSAGES: "MSGCLASS MSGLEVEL NOTIFY UJOBCORR DSENQSHR",
        _PRINTING: "BYTES CARDS LINES PAGES",
        _RESTART: "RD",
    }
)
JOB_NOT_CONVERTED = {
    "TYPRUN": "the mainframe would have checked or held the job, not run it",
    "GDGBIAS": "relative generations count from the begin of the job here",
}
EXEC = _by_name(
    {
        _ACCOUNTING: "ACCT",
        _CPU: "TIME PERFORM DPRTY",
        _MEMORY: "ADDRSPC MEMLIMIT REGION REGIONX",
        _SHARING: "DYNAMNBR RLSTMOUT TVSMSG TVSAMCOM",
        _RESTART: "RD",
    }
)
DD = _by_name(
    {
        _SPACE: "AVGREC DATACLAS DSNTYPE EATTR LABEL MGMTCLAS SPACE STORCLAS UNIT VOL",
        _BLOCKS: "AMP BLKSIZE BLKSZLIM BUFNO BUFSIZE DSORG OPTCD",
        _RETENTION: "EXPDT RETPD",
        _SHARING: "ACCODE FREE FREEVOL PROTECT RLS ROACCESS SECMODEL SEGMENT SPIN",
        _PRINTING: "BURST CHARS COPIES DEST FCB FLASH HOLD MODIFY OUTLIM OUTPUT TERM UCS",
        _RESTART: "CHKPT",
    }
)
# These say where the data of a DD is, or of what form it is.
DD_NOT_CONVERTED = _by_name(
    {
        "a file of z/OS UNIX has no counterpart": "PATH PATHDISP PATHMODE PATHOPTS FILEDATA",
        "the data comes from a subsystem that is not here": "SUBSYS QNAME DYNAM CNTL DSID LGSTREAM",
        "attributes of a data set belong in the catalogue of data sets": "LIKE REFDD KEYLEN KEYOFF RECORG CCSID",
        "the order of generations belongs in the catalogue of data sets": "GDGORDER MAXGENS",
    }
)
DD_NAMES = _by_name(
    {
        _LIBRARY: "JOBLIB STEPLIB JOBCAT STEPCAT",
        _DUMP: "SYSABEND SYSMDUMP SYSUDUMP CEEDUMP",
        _RESTART: "SYSCHK SYSCKEOV",
    }
)
STATEMENTS = {
    "JCLLIB": "procedures are looked up in the folders that --procs names",
    "OUTPUT": _PRINTING,
    "NOTIFY": "it tells a TSO user; here an alarm tells the team",
}
STATEMENTS_NOT_CONVERTED = {
    "CNTL": "program control statements have no counterpart",
    "COMMAND": "it gives a command to an operator's console, which has no counterpart",
    "SCHEDULE": "jobs that wait for one another are a schedule of their own",
}
# Programs of z/OS and its products. IEFBR14, IEBGENER, IDCAMS and SORT are not here: `batch` has them.
PROGRAMS = _by_name(
    {
        "TSO commands in batch have no counterpart": "IKJEFT01 IKJEFT1A IKJEFT1B IRXJCL",
        "Db2 utilities have no counterpart": "DSNUTILB",
        "IMS has no counterpart": "DFSRRC00 DFSURGU0",
        "CICS regions and operator commands have no counterpart": "DFHCSDUP SDSF ISFAFD",
        "a transfer to another system is not a step here": "FTP",
        "programs are built by the pipeline, not by a job": "IEWL HEWL IEWBLINK LINKEDIT IGYCRCTL ASMA90 DFHECP1$ "
        "DFHEAP1$ DFHYITVL DSNHPC",
        "this utility has no counterpart": "IEBCOPY IEBUPDTE IEBCOMPR IEBPTPCH IEBDG IEHLIST IEHPROGM IEHINITT "
        "ICETOOL ADRDSSU BPXBATCH AMASPZAP",
    }
)
# Other names of a program that `batch` has (DFSORT Application Programming Guide).
ALIASES = {"ICEMAN": "SORT", "ICEGENER": "IEBGENER"}
