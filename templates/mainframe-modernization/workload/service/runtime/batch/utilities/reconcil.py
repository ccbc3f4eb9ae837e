"""RECONCIL: compares DD OLD, what the mainframe wrote, with DD NEW, what was written here. DD RESULT says how far they
are equal: counts, control totals, hashes, and the first differences, field by field through the copybook.

PARM or SYSIN have words, with commas or spaces between them; SYSIN may go on over several cards:

    COPYBOOK=ACCTREC       of the records; left out: that of NEW, or of OLD, in the catalogue; without one they are text
    KEY=ACCT-NUMBER        records that belong together, also if one is missing; several of them; left out: by position
    OLDPAGE=037            code page of a side, where the catalogue does not convert it already; NEWPAGE for the other
    DD=ACCTOUT             for rules that name a DD

DD RULES is optional: what may differ and why, in the form of the rules of the equivalence gate.
"""

import contextlib
import io
from pathlib import Path

from batch.utilities.dds import Dd, DdError, Dds
from batch.utilities.words import Words

EQUAL, DIFFERENT, REFUSED = 0, 8, 12
_OPTIONS = {
    "COPYBOOK": "--copybook",
    "KEY": "--key",
    "OLDPAGE": "--old-code-page",
    "NEWPAGE": "--new-code-page",
    "DD": "--dd",
}
_WORDS = Words(utility="RECONCIL", known=_OPTIONS, example="COPYBOOK=ACCTREC,KEY=ACCT-NUMBER")


def run(dds: Dds, parameter: str, copybooks: Path) -> int:
    """The return code: 0 equal, 8 not equal, 12 nothing was compared.

    parameter: PARM. copybooks: their folder. Raises DdError: a DD is missing. StatementError: a word is not known.
    """
    # Only here: numpy takes longer to load than another utility to run.
    from equivalence.reconcile import main

    old, new, result = (dds.needed(name) for name in ("OLD", "NEW", "RESULT"))
    found = _WORDS.read((parameter, *dds.cards("SYSIN")))
    given = dict(found)
    copybook = given.get("COPYBOOK") or new.copybook or old.copybook
    arguments = ["--old", str(old.path), "--new", str(new.path), "--result", str(result.path)]
    for side, dd in (("old", old), ("new", new)):
        arguments += [f"--{side}-name", dd.dataset or str(dd.path), f"--{side}-format", _form(dd)]
        # What is held in another page came through the border, which leaves ASCII.
        arguments += [f"--{side}-code-page", given.get(f"{side.upper()}PAGE", "ascii").lower()]
    if copybook:
        arguments += ["--copybook", str(copybooks / f"{copybook}.cpy")]
    elif new.length or old.length:
        arguments += ["--length", str(new.length or old.length)]
    for key, value in found:
        if key in ("KEY", "DD"):
            arguments += [_OPTIONS[key], value]
    if rules := dds.cards("RULES"):
        file = result.path.with_name("RULES.yaml")
        file.write_text("".join(f"{line.rstrip()}\n" for line in rules), "utf-8")
        arguments += ["--rules", str(file)]
    return _return_code(main, arguments)


def _return_code(main: "object", arguments: list[str]) -> int:
    assert callable(main)
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            code = main(arguments)
    except SystemExit:
        # The last line of what argparse prints is the reason.
        raise DdError(said.getvalue().strip().rpartition("error: ")[2]) from None
    print(said.getvalue(), end="")
    return {0: EQUAL, 1: DIFFERENT}.get(code, REFUSED)


def _form(dd: Dd) -> str:
    # As the border leaves it to a program.
    return "cobol-variable" if dd.format == "variable" else dd.format or "fixed"
