"""Code of a team that imports from where modules were before 0.5.0 goes on working, and is told where they are now."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from settings import names
from settings.moved import MOVED

PROJECT = Path(__file__).parents[3]
# Not every repository has every folder.
HERE = [old for old in MOVED if PROJECT.joinpath(*old.split(".")[:-1]).is_dir()]


@pytest.mark.parametrize("old", HERE)
def test_an_old_name_is_the_moved_module_and_says_so_to_whoever_imports_it(
    old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given the moved module, for which something quicker stands in
    moved = ModuleType(MOVED[old])
    monkeypatch.setitem(sys.modules, MOVED[old], moved)
    folder, _, name = old.rpartition(".")
    monkeypatch.setattr(importlib.import_module(folder), name, None, raising=False)
    monkeypatch.setitem(sys.modules, old, moved)
    del sys.modules[old]
    # When somebody imports it by its old name
    with pytest.warns(FutureWarning, match=f"^{old} is {MOVED[old]} since 0.5.0") as said:
        exec(compile(f"import {old}", "extensions/stages.py", "exec"))  # noqa: S102
    # Then it is that module, and the hint names their file
    assert sys.modules[old] is moved
    assert [each.filename for each in said] == ["extensions/stages.py"]


def test_a_name_that_moved_out_of_a_module_is_where_it_was() -> None:
    with pytest.warns(FutureWarning, match="^pipeline.names.COVERAGE is settings.names.COVERAGE") as said:
        found: dict[str, str] = {}
        exec(compile("from pipeline.names import COVERAGE", "extensions/stages.py", "exec"), found)  # noqa: S102
    assert found["COVERAGE"] is names.COVERAGE
    assert "extensions/stages.py" in [each.filename for each in said]
    with pytest.raises(ImportError, match="NO_SUCH_NAME"):
        exec("from pipeline.names import NO_SUCH_NAME")  # noqa: S102


def test_every_old_name_of_code_has_its_new_place_for_mypy() -> None:
    for old, new in MOVED.items():
        if not old.startswith("tests."):
            stub = (PROJECT / f"{old.replace('.', '/')}.pyi").read_text("utf-8")
            assert f"from {new} import *" in stub


def test_no_file_lies_where_a_module_was() -> None:
    # Plain `copier update` leaves it there, since somebody may have edited it. It is no longer read.
    left = {old: PROJECT / f"{old.replace('.', '/')}.py" for old in MOVED}
    found = [
        f"{old.replace('.', '/')}.py is no longer read: move your edits to {MOVED[old].replace('.', '/')}.py, delete it"
        for old, file in left.items()
        if file.exists()
    ]
    assert found == [], "\n".join(found)
