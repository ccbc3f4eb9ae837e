"""`make migration` writes a new step of the schema, whatever the package of the service is called."""

from pathlib import Path

import pytest

from settings.failure import ActionFailed
from workload.new_migration import CODE, new_migration


def package(project: Path, name: str) -> Path:
    folder = project / CODE / name / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").touch()
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


def test_a_number_that_exists_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    versions = package(tmp_path, "parcels")
    new_migration("0001", "first", tmp_path)
    new_migration("0002", "next", tmp_path)
    there = set(versions.iterdir())
    with pytest.raises(ActionFailed) as refused:
        new_migration("0002", "again", tmp_path)
    assert str(refused.value) == (
        "NUMBER=0002: workload/service/runtime/parcels/migrations/versions/0002_next.py has this number, and each step "
        'has its own, for example: make migration NUMBER=0003 NAME="again"'
    )
    assert set(versions.glob("*.py")) <= there
    new_migration("0003", "again", tmp_path)


def test_a_number_that_alembic_refuses_is_told(tmp_path: Path) -> None:
    package(tmp_path, "parcels")
    with pytest.raises(ActionFailed, match=r"No step was written: .*0001-1"):
        new_migration("0001-1", "first", tmp_path)


def test_what_alembic_wrote_before_it_failed_is_removed(tmp_path: Path) -> None:
    # Given a package whose own start of a step is no Python: Alembic reads the file that it wrote
    versions = package(tmp_path, "parcels")
    (versions.parent / "script.py.mako").write_text("def :", encoding="utf-8")
    with pytest.raises(ActionFailed, match="No step was written: "):
        new_migration("0001", "first", tmp_path)
    assert list(versions.glob("*.py")) == []


STEP = 'revision = "{}"\ndown_revision = {}\n'


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (("0001", None), r"versions/0002\.py: revision '0001' is the one of .*versions/0001\.py too"),
        (("0002", '"gone"'), r"versions/0002\.py: down_revision 'gone' is no step in this folder, only 0001, 0002 are"),
    ],
    ids=["two files of one revision", "a step that is missing"],
)
def test_a_history_that_is_broken_is_told_by_file(tmp_path: Path, second: tuple[str, object], sentence: str) -> None:
    versions = package(tmp_path, "parcels")
    for file, step in ("0001.py", ("0001", None)), ("0002.py", second):
        (versions / file).write_text(STEP.format(*step), encoding="utf-8")
    with pytest.raises(ActionFailed, match=sentence):
        new_migration("0003", "next", tmp_path)
    assert len(list(versions.glob("*.py"))) == 2
