"""The end of a copy: what was chosen and the next three commands, in lines of at most 80 columns."""

from pathlib import Path
from typing import Any

import copier
import pytest
from exports import exported_questions
from rendering import NO_TRUST, examples

WIDTH = 80
PER_ENVIRONMENT = {"accounts": "per-environment"}


def said(capsys: pytest.CaptureFixture[str], folder: Path, answers: dict[str, Any]) -> list[str]:
    """The lines that copier prints."""
    copier.run_copy(str(exported_questions()), folder, data=answers, defaults=True, settings=NO_TRUST)
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("name", examples())
def test_what_was_chosen_is_said_in_lines_that_fit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = examples()[name]
    lines = said(capsys, Path("here"), answers)
    assert [line for line in lines if len(line) > WIDTH] == []
    text = " ".join(" ".join(lines).split())
    for question in ("project_name", "owner", "architecture", "source", "repository", "region", "delivery"):
        assert str(answers[question]) in text, question
    for question in ("branch", "domain", "approvers", "alerts_email", "compute"):
        assert str(answers.get(question, "")) in text, question


def test_the_longest_answers_are_broken_where_they_fit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    longest = {
        "project_name": "o" * 30,
        "owner": "t" * 63,
        "source": "gitlab",
        "repository": f"{'g' * 99}/{'r' * 100}",
        "branch": "b" * 200,
        "approvers": ", ".join(f"{'R' * 63}{number}" for number in range(10)),
        "alerts_email": f"{'m' * 60}@{'e' * 60}.example.com",
    }
    lines = said(capsys, tmp_path / "here", longest)
    assert [line for line in lines if len(line) > WIDTH and str(tmp_path) not in line] == []
    together = "".join(line.strip() for line in lines)
    assert longest["repository"] in together
    assert longest["branch"] in together


def test_the_next_three_commands_are_lines_of_their_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = said(capsys, tmp_path / "my orders", {})
    first = lines.index("Next, without an AWS account:") + 2
    assert lines[first : first + 4] == [
        f'  cd "{tmp_path}/my orders"',
        "  git init && git add --all",
        "  make check",
        "",
    ]


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({}, ""),
        (PER_ENVIRONMENT, "dev, staging, prod"),
        ({**PER_ENVIRONMENT, "staging_account": "012345678901"}, "dev, prod"),
        (
            {
                **PER_ENVIRONMENT,
                "dev_account": "012345678901",
                "staging_account": "123456789012",
                "prod_account": "345678901234",
            },
            "",
        ),
    ],
)
def test_accounts_that_are_still_missing_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, answers: dict[str, Any], missing: str
) -> None:
    text = " ".join(" ".join(said(capsys, tmp_path / "here", answers)).split())
    found = text.partition("write into environments.py the account of: ")[2].partition(" production ")[0]
    assert found == missing


def test_nobody_takes_the_example_for_the_service(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = " ".join(said(capsys, tmp_path / "here", {"project_name": "seat-maps"}))
    assert "The code inside is an example that takes orders" in text
