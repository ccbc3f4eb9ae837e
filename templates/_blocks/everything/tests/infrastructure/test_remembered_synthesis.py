"""What was synthesised is made again as soon as anything has changed that it depends on, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.remembered_synthesis import Remembered

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> Run:
    """One run of pytest in a small repository; says what its synthesis of `what` gave."""
    repository = tmp_path / "repository"
    for path in ("app.py", "tests/unit/test_app.py"):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text("# first\n", "utf-8")
    monkeypatch.chdir(repository)
    # A folder without git, as CodeBuild gets it, whatever lies around it.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    cache = pytest.Cache(tmp_path / "cache", pytestconfig, _ispytest=True)
    numbers = iter(range(100))

    def once(*, what: str = "app", meanwhile: Callable[[], object] = lambda: None, fails: bool = False) -> str:
        def make() -> Path:
            made = tmp_path / f"made-{next(numbers)}"
            made.mkdir()
            (made / "template.json").write_text(made.name, "utf-8")
            meanwhile()
            if fails:
                raise ValueError("an open finding")
            return made

        return (Remembered(cache).assembly(what, make) / "template.json").read_text("utf-8")

    return once


def test_nothing_is_made_again_while_nothing_has_changed(run: Run) -> None:
    assert run() == run() == "made-0"


def test_a_changed_file_a_new_one_and_a_removed_one_count(run: Run) -> None:
    made = [run()]
    for change in (
        lambda: Path("app.py").write_text("# second\n", "utf-8"),
        lambda: Path("cdk.context.json").write_text("{}", "utf-8"),
        Path("app.py").unlink,
    ):
        change()
        made.append(run())
    assert made == ["made-0", "made-1", "made-2", "made-3"]


def test_a_variable_of_the_environment_counts(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setenv("CDK_DEFAULT_REGION", "eu-central-1")
    assert run() == "made-1"


def test_values_that_differ_are_remembered_apart(run: Run) -> None:
    assert [run(what="dev"), run(what="prod"), run(what="dev")] == ["made-0", "made-1", "made-0"]


def test_a_file_that_only_unit_tests_read_does_not_count(run: Run) -> None:
    run()
    Path("tests/unit/test_app.py").write_text("# second\n", "utf-8")
    assert run() == "made-0"


def test_what_failed_is_tried_again(run: Run) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="an open finding"):
            run(fails=True)
    assert run() == "made-2"


def test_a_file_that_is_saved_during_the_synthesis_makes_it_forgotten(run: Run) -> None:
    run(meanwhile=lambda: Path("app.py").write_text("# second\n", "utf-8"))
    Path("app.py").write_text("# first\n", "utf-8")
    assert run() == "made-1"


def test_a_refusal_is_kept_with_its_words(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    asked: list[str] = []

    def make() -> None:
        asked.append("again")
        raise ValueError(f"refused: {len(asked)}")

    memory = Remembered(pytest.Cache(tmp_path / "cache", pytestconfig, _ispytest=True))
    assert [memory.refusal("app", make) for _ in range(2)] == ["ValueError: refused: 1"] * 2


def test_what_should_be_refused_and_is_made_fails_each_time(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    memory = Remembered(pytest.Cache(tmp_path / "cache", pytestconfig, _ispytest=True))
    for _ in range(2):
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            memory.refusal("app", lambda: None)
