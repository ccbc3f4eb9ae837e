"""How COBOL is compiled here, in one place: each flag with its reason and the rule of the mainframe that it restores.

`tests/behaviours/` shows for flags of arithmetic and data that a program computes something else without them.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from workload.cobol.errors import CobolError

# Where the team says which dialect its sources have.
FILE = "cobol.toml"
_REPOSITORY = Path(__file__).parents[2]


class Dialect(StrEnum):
    """Whose reserved words and syntax the sources use: `-std` of cobc. What data and arithmetic mean is in FLAGS.

    cobol2014 knows PACKED-DECIMAL and no COMP-3. The -strict ones are left out: they have no COMMAND-LINE for PARM.
    """

    IBM = "ibm"
    MVS = "mvs"
    COBOL2014 = "cobol2014"


@cache
def dialect_of(folder: Path) -> Dialect:
    """What `folder`/cobol.toml says. Raises CobolError: it cannot be read, or names none of those that are known."""
    path = folder / FILE
    try:
        said = tomllib.loads(path.read_text("utf-8")).get("dialect")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CobolError(f'{path} cannot be read: {error}; expected for example the line `dialect = "ibm"`.') from None
    if said not in list(Dialect):
        raise CobolError(
            f'{path} says dialect = {said!r}; expected {", ".join(Dialect)}, for example the line `dialect = "ibm"` '
            "above all tables."
        )
    return Dialect(said)


@dataclass(frozen=True, kw_only=True)
class Flag:
    """text: as cobc takes it. reason: what it restores. source: where the mainframe's rule is written."""

    text: str
    reason: str
    source: str


_LANGUAGE = "IBM Enterprise COBOL for z/OS Language Reference"
_GUIDE = "IBM Enterprise COBOL for z/OS Programming Guide"

FLAGS = (
    Flag(
        text="-fbinary-truncate",
        reason="COMP holds as many decimal digits as its PICTURE has, not as many as its bytes can; -std=ibm says no.",
        source=f"{_GUIDE}, compiler option TRUNC(STD), the default",
    ),
    Flag(
        text="-fno-arithmetic-osvs",
        reason="A product keeps the decimals of both factors; -std=ibm drops those of a literal.",
        source=f"{_GUIDE}, appendix Intermediate results and arithmetic precision",
    ),
    Flag(
        text="-fsign=EBCDIC",
        reason="Zoned digits with a sign are {, A to I, } and J to R; the default reads 0012L as something else.",
        source=f"{_LANGUAGE}, SIGN clause; {_GUIDE}, Formats for numeric data",
    ),
    Flag(
        text="-fec=data-incompatible",
        reason="A blank amount or an invalid packed nibble ends the program where it is used in arithmetic (S0C7).",
        source=f"{_GUIDE}, compiler option NUMPROC and Checking for incompatible data (numeric class test)",
    ),
    Flag(
        text="-fec=bound",
        reason="A subscript, a length or an OCCURS DEPENDING ON out of range ends the program.",
        source=f"{_GUIDE}, compiler option SSRANGE",
    ),
    Flag(
        text="-fbinary-size=2-4-8",
        reason="COMP takes 2, 4 or 8 bytes; other dialects give PIC 9 one byte and move every field behind it.",
        source=f"{_LANGUAGE}, USAGE clause, computational items",
    ),
    Flag(
        text="-fhostsign",
        reason="A packed field with the sign nibble F passes IS NUMERIC, as it does with NUMPROC(NOPFD).",
        source=f"{_LANGUAGE}, Class condition",
    ),
    Flag(
        text="-fodoslide",
        reason="A field behind a table with OCCURS DEPENDING ON begins where the table ends; 3.1.2 leaves a gap.",
        source=f"{_GUIDE}, appendix Complex OCCURS DEPENDING ON",
    ),
)

# Every warning there is, since one of -Wextra is the only sign of text that column 72 cut off; but not the one that
# wants END-DISPLAY behind each DISPLAY, which no program of a mainframe has.
WARNINGS = ("-Wall", "-Wextra", "-Wno-terminator")


def flags(dialect: Dialect | None = None) -> tuple[str, ...]:
    """All flags of the build, in the order in which cobc takes them: -std first, since it sets all others.

    Without a dialect it is that of this repository. Raises CobolError: as `dialect_of`.
    """
    known = dialect or dialect_of(_REPOSITORY)
    return (f"-std={known}", "-fixed", *(flag.text for flag in FLAGS), *WARNINGS)
