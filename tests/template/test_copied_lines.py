"""No two blocks or architectures hold the same lines one after the other: what both need becomes a block."""

from collections.abc import Mapping
from pathlib import Path

from blocks import folder
from exports import ROOT, text_files

# Lines in a row that two folders may have alike, blank ones left out: imports, or the head of a class.
MOST = 12
# What tools write.
GENERATED = {"data_stack.json", "openapi.json", "package-lock.json"}


def copied(texts: Mapping[Path, str]) -> list[str]:
    """For each two files of different folders that have more than `MOST` lines in a row alike: where the first are."""
    places: dict[tuple[str, ...], dict[Path, tuple[Path, int]]] = {}
    for path, text in sorted(texts.items()):
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        for start in range(len(lines) - MOST):
            run = lines[start : start + MOST + 1]
            places.setdefault(tuple(line for _, line in run), {}).setdefault(folder(path), (path, run[0][0]))
    first: dict[tuple[Path, ...], str] = {}
    for found in places.values():
        if len(found) > 1:
            where = " and ".join(f"{path.as_posix()}:{number}" for path, number in found.values())
            first.setdefault(tuple(path for path, _ in found.values()), where)
    return sorted(first.values())


def templates() -> dict[Path, str]:
    """What people wrote below `templates/`, by path."""
    paths = (path for path in text_files() if path.parts[0] == "templates")
    written = (path for path in paths if path.suffix != ".lock" and path.name not in GENERATED)
    return {path: (ROOT / path).read_text("utf-8") for path in written}


def test_no_two_blocks_or_architectures_have_the_same_lines() -> None:
    assert copied(templates()) == [], "put what both have into a block"


def test_copied_lines_are_found_wherever_they_stand_and_however_deep() -> None:
    one, other = Path("templates/containers/workload/deploy.py"), Path("templates/_blocks/orders/tests/orders.py")
    lines = [f"line {number}" for number in range(MOST + 1)]
    before = {one: "\n".join(["first", *lines, "last"])}
    planted = "\n\n".join(["other", *(f"    {line}" for line in lines)])
    assert copied({**before, other: planted}) == [f"{other.as_posix()}:3 and {one.as_posix()}:2"]
    # As many as may be alike, and the same lines in two files of one folder, are no copy.
    assert copied({**before, other: planted.replace("line 7", "line seven")}) == []
    assert copied({**before, one.with_name("packaging.py"): planted}) == []


def test_a_function_that_was_copied_into_another_architecture_is_found() -> None:
    there = Path("templates/containers/workload/deploy.py")
    copy = Path("templates/serverless/workload/copy_of_deploy.py")
    assert copied({**templates(), copy: (ROOT / there).read_text("utf-8")}) != []
