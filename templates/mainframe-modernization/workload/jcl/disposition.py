"""DISP of a DD statement. Source: JCL Reference, "DISP parameter", with "Summary of disposition processing"."""

from batch.definition import Disposition, Ending, Status
from workload.jcl.findings import JclError
from workload.jcl.operands import Group, Item
from workload.jcl.steps import Dd


def disposition(dd: Dd, what: str) -> Disposition:
    """Raises JclError: DISP is none, or says of a data set without a name that it is there or stays."""
    words = _positions(dd.items.get("DISP"))
    said = f"DISP=({','.join(words)}) of {what}"
    try:
        found = Disposition.of(Status(words[0] or "NEW"), *(Ending(each) if each else None for each in words[1:]))
    except (ValueError, TypeError) as error:
        raise JclError(said, "this is no disposition, such as DISP=(NEW,CATLG,DELETE)") from error
    if found.abnormal is Ending.PASS:
        raise JclError(said, "PASS is no disposition after an abend, as in DISP=(NEW,PASS,DELETE)")
    gone = found.status in (Status.NEW, Status.MOD) and found.normal in (Ending.DELETE, Ending.PASS)
    if "DSN" not in dd.items and not gone:
        raise JclError(said, "a data set without DSN is new, and gone with the job; name it (DSN=BANK.TRANS.DAILY)")
    return found


def is_passed_to_none(dataset: str, found: Disposition, later: list[Dd]) -> bool:
    """Whether a new data set with a name of its own is only passed: the mainframe deletes it at the end of the job.

    later: the DD statements of the steps behind it.
    """
    passed = found.status in (Status.NEW, Status.MOD) and found.normal is Ending.PASS
    return passed and not dataset.startswith("&&") and not any(_ends(each, dataset) for each in later)


def _ends(dd: Dd, dataset: str) -> bool:
    """Whether it says what becomes of the data set. A backward reference is taken for one to it."""
    name = dd.items["DSN"].text() if "DSN" in dd.items else ""
    ending = (*_positions(dd.items.get("DISP")), "")[1]
    return (name == dataset or name.startswith("*.")) and ending not in ("", Ending.PASS)


def _positions(item: Item | None) -> tuple[str, ...]:
    if item is None:
        return ("",)
    if isinstance(item.value, Group):
        return tuple(each.text() for each in item.value.items)
    return (item.text(),)
