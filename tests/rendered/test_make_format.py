"""`make format` formats every file that can be, whatever is wrong in another one, and then says what is left."""

from pathlib import Path

import pytest
from gates import Change, broken, make
from variants import each_variant

UNFORMATTED = '"""What is asked."""\n\n\ndef answer( ) -> int:\n    return   42\n'
FORMATTED = '"""What is asked."""\n\n\ndef answer() -> int:\n    return 42\n'


def unfinished(text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / "extensions/unformatted.py").write_text(UNFORMATTED, "utf-8")
        (folder / "extensions/unfinished.py").write_text(text, "utf-8")

    return change


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["def unfinished(:\n", "def unfinished() -> None:\n    total = undefined_name\n"],
    ids=["a file that does not parse", "a finding that ruff cannot mend"],
)
@each_variant
def test_one_unfinished_file_keeps_no_other_from_its_format(tmp_path: Path, variant: str, text: str) -> None:
    repository = broken(variant, tmp_path / "orders", unfinished(text))
    done = make(repository, "format")
    assert (repository / "extensions/unformatted.py").read_text("utf-8") == FORMATTED
    assert done.returncode != 0
    assert "extensions/unfinished.py" in done.stdout


@each_variant
def test_where_nothing_is_left_to_do_it_succeeds(tmp_path: Path, variant: str) -> None:
    repository = broken(variant, tmp_path / "orders", unfinished("unfinished = False\n"))
    done = make(repository, "format")
    assert done.returncode == 0, done.stdout
