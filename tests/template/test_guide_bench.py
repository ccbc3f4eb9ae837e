"""The judge of the guide's bench: it tells a solution from nothing, and counts edits of managed files."""

import sys
from pathlib import Path

import pytest

from benchmarks.guide.__main__ import main
from benchmarks.guide.bench import Verdict, judge, prepare, solve, work, wrong_edits
from benchmarks.guide.task import tasks

TASKS = tasks()
# The others need a PostgreSQL, or synthesise; that of a recipe also a working tree in which all is committed.
QUICK = ["failing-release", "threshold"]
each_task = pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in TASKS]
)


def judged(name: str, folder: Path) -> Verdict:
    return judge(TASKS[name], folder, python=sys.executable)


@each_task
def test_an_untouched_repository_solves_no_task_and_the_reference_solution_does(name: str, tmp_path: Path) -> None:
    repository = prepare(TASKS[name], tmp_path)
    untouched = judged(name, tmp_path)
    assert not untouched.solved
    assert untouched.wrong == ()
    solve(TASKS[name], repository)
    solved = judged(name, tmp_path)
    assert solved.failed == ()
    assert solved.wrong == ()


def test_an_edit_of_a_managed_file_is_counted_and_one_of_the_team_is_not(tmp_path: Path) -> None:
    repository = prepare(TASKS["threshold"], tmp_path)
    for path in ("Makefile", "workload/service/runtime/orders/logic.py", "extensions/resources.py", "environments.py"):
        (repository / path).write_text((repository / path).read_text("utf-8") + "\n", "utf-8")
    (repository / "security" / "audit.py").unlink()
    (repository / "extensions" / "mine.py").write_text("", "utf-8")
    runbook = repository / "docs" / "runbook.md"
    text = runbook.read_text("utf-8")
    runbook.write_text(text + "\n### Call Ada\n", "utf-8")
    assert wrong_edits(repository) == ("Makefile", "security/audit.py")
    runbook.write_text(text.replace("# Runbook", "# Our runbook", 1), "utf-8")
    assert judged("threshold", tmp_path).wrong == ("Makefile", "docs/runbook.md", "security/audit.py")


def test_whoever_works_is_told_the_task_and_the_minutes_are_kept(tmp_path: Path) -> None:
    task = TASKS["failing-release"]
    repository = prepare(task, tmp_path)
    spent = work(task, tmp_path, 'printf %s "$PROMPT" > told && cmp told "$PROMPT_FILE" && touch same')
    assert (repository / "told").read_text("utf-8") == task.prompt
    assert (repository / "same").exists()
    assert judged(task.name, tmp_path).minutes == pytest.approx(spent)


def test_the_table_says_who_solved_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.guide.__main__.CHECK", "test -e answer.json")
    folder = str(tmp_path / "bench")
    assert main(["prepare", folder, "failing-release"]) == 0
    assert main(["judge", folder, "failing-release"]) == 1
    assert "0 of 1 tasks solved, 0 wrong edits" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["prepare", folder, "failing-release"])
    assert "is there already" in capsys.readouterr().err
