"""What a stage after Build would lack is said in Build, with the command that adds it."""

import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest

import stage_packages

INSTALLED_HERE = Path(sysconfig.get_path("purelib"))
VERIFY = "pipeline.actions.verify"


def missing(folder: Path, monkeypatch: pytest.MonkeyPatch, *programs: str, suites: tuple[str, ...] = ()) -> list[str]:
    monkeypatch.setattr(stage_packages, "PROGRAMS", programs)
    monkeypatch.setattr(stage_packages, "ENVIRONMENTS", [SimpleNamespace(suites=suites)])
    return list(stage_packages.missing(folder))


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only test of a suite `payments`, in a repository of its own."""
    monkeypatch.chdir(tmp_path)
    test = tmp_path / "tests" / "payments" / "test_paying.py"
    test.parent.mkdir(parents=True)
    return test


def test_a_program_that_lacks_a_package_is_named_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not missing(INSTALLED_HERE, monkeypatch, VERIFY)
    [sentence] = missing(tmp_path, monkeypatch, VERIFY)
    assert "No module named" in sentence
    assert f"{VERIFY} cannot run after Build" in sentence


def test_a_suite_that_lacks_a_package_is_named_with_the_command_that_adds_it(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.write_text("import websockets_of_nobody\n", encoding="utf-8")
    [sentence] = missing(INSTALLED_HERE, monkeypatch, suites=("payments",))
    assert "No module named 'websockets_of_nobody'" in sentence
    assert "tests/payments cannot run after Build" in sentence
    assert "uv add --group stages" in sentence


def test_a_suite_is_read_and_none_of_its_tests_runs(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.write_text("def test_it() -> None:\n    raise SystemExit(9)\n", encoding="utf-8")
    assert not missing(INSTALLED_HERE, monkeypatch, suites=("payments",))
