"""The form of a runbook: symptom, command, what you see, what to do."""

import re

ENTRY = ("Symptom", "Command", "What you see", "What to do")
PROCEDURE = ("When", "Command", "What you see")
# What stands before the entries, and behind them.
FIRST, PROCEDURES, OWN = "What it says, and where to read on", "Procedures", "Entries of your own"
# The title of an entry says what happened or what is the case, not what to do.
HAPPENED = re.compile(
    r"\b(is|are|was|has|lacks|needs|meets|need|ended|failed|fails|failure|fires|refused|refuses|holds|differ|waits|run|runs|"
    r"could|did|would|computes)\b"
)


def sections(page: str, level: int) -> dict[str, str]:
    """The text below each heading of a level, by its title."""
    parts = re.split(rf"^{'#' * level} (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def faults(page: str) -> list[str]:
    """A sentence for each place where a runbook leaves the form."""
    entries = sections(page, 2)
    procedures = sections(entries.pop(PROCEDURES), 3)
    entries = {title: text for title, text in entries.items() if title not in (FIRST, OWN)}
    linked = set(re.findall(r"\]\(#([^)]+)\)", page))
    found = [f"{title}: says no symptom" for title in entries if not HAPPENED.search(title)]
    found += [f"{title}: nothing leads to it" for title in (*entries, *procedures) if _anchor(title) not in linked]
    found += [fault for title, text in entries.items() for fault in _parts(title, text, ENTRY)]
    return found + [fault for title, text in procedures.items() for fault in _parts(title, text, PROCEDURE)]


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _parts(title: str, text: str, names: tuple[str, ...]) -> list[str]:
    """Each part stands once, in its order, and says something; a command is a block of its own."""
    pieces = re.split(rf"^ *\*\*({'|'.join(names)})\.\*\*", text, flags=re.MULTILINE)
    written, said = pieces[1::2], pieces[2::2]
    if names is PROCEDURE:
        # One of several steps may show what comes of each.
        written = list(dict.fromkeys(written))
    if written != list(names):
        return [f"{title}: has the parts {', '.join(written)} in place of {', '.join(names)}"]
    found = [
        f"{title}: says nothing under {name}" for name, part in zip(written, said, strict=False) if not part.strip()
    ]
    command = said[1] if names is ENTRY else text
    return found if re.search(r"^ {4,}\S", command, re.MULTILINE) else [*found, f"{title}: has no command"]
