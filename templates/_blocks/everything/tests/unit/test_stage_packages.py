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


def test_a_program_that_lacks_a_package_is_named_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not missing(INSTALLED_HERE, monkeypatch, VERIFY)
    [sentence] = missing(tmp_path, monkeypatch, VERIFY)
    assert "No module named" in sentence
    assert f"{VERIFY} cannot run after Build" in sentence


def test_a_suite_that_lacks_a_package_is_named_with_the_command_that_adds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a repository with two suites, and all packages that this one has
    for suite, line in (
        ("orders", "def test_it() -> None: raise SystemExit(9)"),
        ("payments", "import nobodys_package"),
    ):
        (tmp_path / "tests" / suite).mkdir(parents=True)
        (tmp_path / "tests" / suite / f"test_{suite}.py").write_text(f"{line}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # They take seconds.
    # When both are read, and no test runs
    [sentence] = missing(INSTALLED_HERE, monkeypatch, suites=("orders", "payments"))
    # Then the one that lacks something is named
    assert "No module named 'nobodys_package'" in sentence
    assert "tests/payments cannot run after Build" in sentence
    assert "uv add --group stages" in sentence
