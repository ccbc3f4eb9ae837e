"""`make migration` writes a new step of the schema, whatever the package of the service is called."""

from pathlib import Path

import pytest

from settings.failure import ActionFailed
from tests.support.synthesis import PROJECT
from workload.new_migration import CODE, new_migration

(TEMPLATE,) = (PROJECT / CODE).glob("*/migrations/script.py.mako")


def package(project: Path, name: str) -> Path:
    folder = project / CODE / name / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").touch()
    (folder / "script.py.mako").write_text(TEMPLATE.read_text("utf-8"), encoding="utf-8")
    return folder / "versions"


def test_the_package_may_have_any_name(tmp_path: Path) -> None:
    versions = package(tmp_path, "parcels")
    new_migration("0001", "first parcels", tmp_path)
    (made,) = versions.glob("0001*.py")
    assert 'revision = "0001"\ndown_revision = None' in made.read_text("utf-8")
    new_migration("0002", "next", tmp_path)
    assert 'down_revision = "0001"' in next(versions.glob("0002*.py")).read_text("utf-8")


@pytest.mark.parametrize("given", [("", "a note"), ("0002", "")], ids=["no number", "no name"])
def test_number_and_name_are_asked_for_with_an_example(tmp_path: Path, given: tuple[str, str]) -> None:
    package(tmp_path, "parcels")
    with pytest.raises(ActionFailed, match="make migration NUMBER=0002"):
        new_migration(*given, tmp_path)


@pytest.mark.parametrize(("names", "found"), [((), "no package"), (("letters", "parcels"), "letters, parcels")])
def test_none_or_two_packages_with_migrations_are_named(tmp_path: Path, names: tuple[str, ...], found: str) -> None:
    for name in names:
        package(tmp_path, name)
    with pytest.raises(ActionFailed, match=f"found: {found}"):
        new_migration("0001", "first", tmp_path)
