"""`make openapi` writes what the code of the service says, and nothing when the code fails."""

from pathlib import Path

import pytest

from settings.failure import ActionFailed
from workload.openapi import CODE, DOCUMENT, SERVICE, write


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / DOCUMENT).parent.mkdir()
    (tmp_path / DOCUMENT).write_text("before", encoding="utf-8")
    return tmp_path


def package(project: Path, name: str, code: str, *, below: Path = CODE) -> None:
    folder = project / below / name
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "openapi.py").write_text(code, encoding="utf-8")


def test_the_package_may_have_any_name(project: Path) -> None:
    package(project, "parcels", 'print(\'{"openapi": "3.1.0"}\')')
    write(project)
    assert (project / DOCUMENT).read_text("utf-8") == '{"openapi": "3.1.0"}\n'


def test_its_folder_may_have_any_name_and_it_may_use_the_packages_beside_it(project: Path) -> None:
    package(project, "parcels", "")
    (project / CODE / "parcels" / "openapi.py").unlink()
    package(project, "tracking", "import parcels\nprint('{}')", below=SERVICE / "management")
    write(project)
    assert (project / DOCUMENT).read_text("utf-8") == "{}\n"


@pytest.mark.parametrize("code", ["raise SystemExit('a mistake')", ""], ids=["fails", "says nothing"])
def test_a_program_that_makes_no_document_leaves_the_one_that_is_there(project: Path, code: str) -> None:
    package(project, "parcels", code)
    with pytest.raises(ActionFailed, match=r"parcels\.openapi made no document"):
        write(project)
    assert (project / DOCUMENT).read_text("utf-8") == "before"


def test_no_such_module_is_named_with_where_it_is_looked_for(project: Path) -> None:
    with pytest.raises(ActionFailed, match=r"workload/service: .* found: no package"):
        write(project)


def test_two_of_them_are_named(project: Path) -> None:
    for name in ("orders", "parcels"):
        package(project, name, "print('{}')")
    with pytest.raises(ActionFailed, match="found: orders, parcels"):
        write(project)
