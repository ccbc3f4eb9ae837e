"""Runs a utility: `python -m batch.utilities NAME`. Its exit code is its return code."""

import sys

from batch.errors import StatementError
from batch.utilities import idcams, iebgener, sort
from batch.utilities.dds import DdError, Dds

# What the utilities themselves end with when a control statement is wrong.
_REFUSED = {"IEBGENER": 12, "IDCAMS": 12, "SORT": 16}


def run(name: str, dds: Dds) -> int:
    """The return code; 16 for what makes a step abend."""
    try:
        match name:
            case "IEBGENER":
                return iebgener.run(dds)
            case "IDCAMS":
                return idcams.run(dds)
            case "SORT":
                return sort.run(dds)
        # IEFBR14 does nothing: its step is there for the dispositions of its DDs.
        return 0
    except StatementError as error:
        print(f"{name}: {error}")
        return _REFUSED[name]
    except (DdError, sort.SortError) as error:
        print(f"{name}: {error}")
        return 16 if name == "SORT" else 12


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], Dds.of_environment()))
