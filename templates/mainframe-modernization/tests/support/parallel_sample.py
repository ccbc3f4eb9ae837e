"""Data sets of the example: for the initial load, and a day for the parallel run, which is what a job read and the
golden output in place of the mainframe's.

Yours: an environment that has data sets of your mainframe does not use it.
"""

_GOLDEN = "tests/equivalence/golden"

SAMPLE = {
    "LOAD.MASTER": "data/ebcdic/BANK.ACCOUNT.MASTER",
    "LOAD.TOTALS": "data/control-totals.yaml",
    "PARALLEL.TRANS.IN": "data/ebcdic/BANK.TRANS.DAILY",
    "PARALLEL.MASTER.IN": "data/ebcdic/BANK.ACCOUNT.MASTER",
    "PARALLEL.MASTER.OLD": f"{_GOLDEN}/post-day/ACCTOUT.ebcdic",
    "PARALLEL.REJECTS.OLD": f"{_GOLDEN}/post-day/REJOUT.ebcdic",
    "PARALLEL.STMTS.OLD": f"{_GOLDEN}/statement-day/STMTOUT.ebcdic",
}
