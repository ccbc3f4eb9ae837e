"""The folder that a portal names for a new repository: made whole, or left as it was."""

from pathlib import Path

import pytest
from exports import exported_answers_only
from portal_runner import created, portal
from releases import Releases
from rendering import ANSWERS_FILE


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return Releases(tmp_path_factory.mktemp("few") / "template", exported_answers_only())


def test_folders_above_it_are_gone_after_a_refusal_and_stay_where_they_were_there(
    few: Releases, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    code, _, _ = created(few, tmp_path / "there" / "a" / "b" / "orders", {"project_name": "Orders"})
    assert (code, [path.name for path in tmp_path.rglob("*")]) == (1, ["there"])


def test_an_empty_folder_keeps_its_mode_also_behind_a_link_and_dots(few: Releases, tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "orders")
    (tmp_path / "other").mkdir()
    code, told, _ = portal("create", "../link/../link", "--template", few.folder, sent={}, cwd=tmp_path / "other")
    assert code == 0, told
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "orders" / ANSWERS_FILE).is_file()
    assert (tmp_path / "orders").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("folder", [".", "../here"])
def test_the_folder_that_the_program_runs_in_is_not_replaced(few: Releases, tmp_path: Path, folder: str) -> None:
    here = tmp_path / "here"
    here.mkdir()
    inode = here.stat().st_ino
    code, told, _ = portal("create", folder, "--template", few.folder, sent={}, cwd=here)
    assert (code, "is the folder that this runs in" in told["error"]["message"]) == (1, True)
    assert (here.stat().st_ino, list(here.iterdir())) == (inode, [])
