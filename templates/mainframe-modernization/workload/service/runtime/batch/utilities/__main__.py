"""Runs a utility: `python -m batch.utilities NAME`. Its exit code is its return code."""

import os
import sys
from pathlib import Path

from batch.errors import StatementError
from batch.utilities import acctload, idcams, iebgener, reconcil, sort
from batch.utilities.dds import DdError, Dds

# What the utilities themselves end with when a control statement is wrong.
_REFUSED = {"IEBGENER": 12, "IDCAMS": 12, "SORT": 16, "RECONCIL": reconcil.REFUSED, "ACCTLOAD": acctload.REFUSED}


def run(name: str, dds: Dds, parameter: str = "") -> int:
    """The return code; 16 for what makes a step abend. parameter: PARM."""
    try:
        match name:
            case "IEBGENER":
                return iebgener.run(dds)
            case "IDCAMS":
                return idcams.run(dds)
            case "SORT":
                return sort.run(dds)
            case "RECONCIL":
                return reconcil.run(dds, parameter, _copybooks())
            case "ACCTLOAD":
                return acctload.run(dds, parameter, _copybooks())
        # IEFBR14 does nothing: its step is there for the dispositions of its DDs.
        return 0
    except StatementError as error:
        print(f"{name}: {error}")
        return _REFUSED[name]
    except (DdError, sort.SortError) as error:
        print(f"{name}: {error}")
        return 16 if name == "SORT" else 12


def _copybooks() -> Path:
    return Path(os.environ.get("BATCH_COPYBOOKS", "cpy"))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], Dds.of_environment(), " ".join(sys.argv[2:])))
