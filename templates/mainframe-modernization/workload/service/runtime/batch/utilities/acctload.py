"""ACCTLOAD: the initial load, from DD MASTER into the store of the online service, reconciled with DD TOTALS.

What loads is a module of the service, which this package does not know: the job names it. It runs as a process of its
own with the variables of the task, so that it finds the store. What it prints is in SYSOUT, and its return code is that
of the step: 0 loaded and reconciled, 4 the same but for records that are wrong, 8 not reconciled, 12 not loaded.

PARM or SYSIN have words, with commas or spaces between them:

    MODULE=accounts.load           what loads: `python -m MODULE FILE --copybook … --totals …`
    COPYBOOK=ACCTREC               of the records; left out: that of MASTER in the catalogue
    DATASET=BANK.ACCOUNT.MASTER    its name in the control totals; left out: that of MASTER

DD TOTALS is a data set, or cards: the control totals that the mainframe counted, in the form that the module reads.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from batch.utilities.dds import Dd, DdError, Dds
from batch.utilities.words import Words

REFUSED, ABEND = 12, 16
_CODES = (0, 4, 8, 12)
# Python's own exit code of a failure, which the runner of steps knows as an abend.
_CRASHED = 1
_WORDS = Words(
    utility="ACCTLOAD", known=("MODULE", "COPYBOOK", "DATASET"), example="MODULE=accounts.load,COPYBOOK=ACCTREC"
)


def run(dds: Dds, parameter: str, copybooks: Path) -> int:
    """The return code of the load; 16 when it ended with none of its return codes.

    parameter: PARM. copybooks: their folder. Raises DdError: a DD, the module or the copybook is missing.
    StatementError: a word is not known.
    """
    master, totals = dds.needed("MASTER"), dds.needed("TOTALS")
    given = dict(_WORDS.read((parameter, *dds.cards("SYSIN"))))
    copybook = given.get("COPYBOOK") or master.copybook
    if "MODULE" not in given or not copybook:
        missing = "COPYBOOK" if "MODULE" in given else "MODULE"
        raise DdError(f"{missing} is missing; for example PARM {_WORDS.example}.")
    with TemporaryDirectory() as folder:
        arguments = [str(_named(Path(folder), dds, master)), "--totals", str(_named(Path(folder), dds, totals))]
        # What is held in another page came through the border, which leaves ASCII, and GnuCOBOL's variable records.
        form = "cobol-variable" if master.format == "variable" else "fixed"
        arguments += ["--code-page", "ascii", "--format", form, "--copybook", str(copybooks / f"{copybook}.cpy")]
        arguments += ["--dataset", given.get("DATASET") or master.dataset]
        code = subprocess.run(  # noqa: S603 - a module of this image
            [sys.executable, "-m", given["MODULE"], *arguments],
            # The step has a folder of its own, and the copybooks are elsewhere.
            env={**os.environ, "COPYBOOKS_FOLDER": str(copybooks)},
            # Through one pipe, so that the report keeps its order.
            stdout=sys.stderr,
            check=False,
        ).returncode
    if code in (*_CODES, _CRASHED):
        return code
    print(f"ACCTLOAD: {given['MODULE']} ended with {code}; a load has the return codes {', '.join(map(str, _CODES))}.")
    return ABEND


def _named(folder: Path, dds: Dds, dd: Dd) -> Path:
    """The file of a DD by the name that people know, since it stands in the report."""
    path = folder / (dd.dataset or dd.name)
    if dd.dataset:
        path.symlink_to(dd.path)
    else:
        # Cards of the job: a line for each.
        path.write_text("".join(f"{card.rstrip()}\n" for card in dds.cards(dd.name)), "latin-1")
    return path
