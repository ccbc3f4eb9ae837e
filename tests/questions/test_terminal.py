"""Interactive prompts: the defaults by Enter alone, and choices that are greyed out with the reason."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import exported_answers_only
from questionnaire import asked
from releases import Releases, git
from rendering import EXAMPLES, render_answers, stored_answers
from terminal import DOWN, ENTER, Terminal
from variants import each_architecture

UNSUPPORTED = yaml.safe_load((EXAMPLES / "unsupported.yml").read_text("utf-8"))


# What a person presses to choose each architecture.
FIRST_KEYS = {"serverless": (ENTER,), "containers": (DOWN, ENTER)}


@each_architecture
def test_enter_alone_gives_the_default_repository(tmp_path: Path, architecture: str) -> None:
    expected = stored_answers(render_answers({} if architecture == "serverless" else {"architecture": architecture}))
    terminal = Terminal("copy", str(exported_answers_only()), "orders", folder=tmp_path)
    for name in expected:
        if not name.startswith("_"):
            text = str(asked()[name]["help"])
            terminal.wait_for("Which repos" if "{%" in text else text.split("?")[0][-20:])
            terminal.press(*FIRST_KEYS[architecture] if name == "architecture" else ENTER)
    code, printed = terminal.finish()
    assert code == 0
    assert 'cd "orders"' in printed
    assert "make check" in printed
    assert stored_answers(tmp_path / "orders") == expected


@pytest.mark.parametrize("entry", UNSUPPORTED, ids=lambda entry: "-".join(map(str, list(entry.values())[:-1])))
def test_unsupported_choice_is_greyed_out_with_its_reason(tmp_path: Path, entry: dict[str, Any]) -> None:
    *given, question = [name for name in entry if name != "reason"]
    data = [word for name in given for word in ("--data", f"{name}={entry[name]}")]
    terminal = Terminal(
        "copy", "--defaults", "--ask", question, *data, str(exported_answers_only()), "orders", folder=tmp_path
    )
    terminal.wait_for(str(asked()[question]["help"]).split("?")[0])
    # A disabled choice has a dash instead of a pointer, and the reason behind its name.
    assert f"- {label(question, entry[question])} ({entry['reason']})" in terminal.wait_for(f"({entry['reason']})")
    terminal.press(ENTER)
    assert terminal.finish()[0] == 0
    default = stored_answers(render_answers({name: entry[name] for name in given}))[question]
    assert stored_answers(tmp_path / "orders")[question] == default != entry[question]


def test_the_arrow_key_passes_over_a_choice_that_is_greyed_out(tmp_path: Path) -> None:
    data = ["--defaults", "--ask", "trigger", "--data", "source=codecommit"]
    terminal = Terminal("copy", *data, str(exported_answers_only()), "orders", folder=tmp_path)
    terminal.wait_for(label("trigger", "tags"))
    terminal.press(DOWN, ENTER)
    assert terminal.finish()[0] == 0
    assert stored_answers(tmp_path / "orders")["trigger"] == "tags"


def test_infrastructure_is_greyed_out_in_a_repository_that_has_the_other(
    tmp_path: Path, small_releases: Releases
) -> None:
    repository = small_releases.repository(tmp_path / "orders", infrastructure="sam")
    small_releases.publish("v1.1.0")
    terminal = Terminal("update", "--defaults", "--ask", "infrastructure", folder=repository)
    terminal.wait_for("How is the service's infrastructure written?")
    assert '- CDK: Python constructs ("cdk": the infrastructure cannot change later' in terminal.wait_for('for "cdk".)')
    terminal.press(ENTER)
    assert terminal.finish()[0] == 0
    assert stored_answers(repository)["infrastructure"] == "sam"
    assert git(repository, "status", "--porcelain").splitlines() == [" M .copier-answers.yml"]


def test_wrong_text_cannot_be_entered(tmp_path: Path) -> None:
    data = ["--defaults", "--ask", "alerts_email"]
    terminal = Terminal("copy", *data, str(exported_answers_only()), "orders", folder=tmp_path)
    terminal.wait_for("One address; empty: nobody yet.")
    terminal.press("nobody", ENTER)
    terminal.wait_for('"nobody": one e-mail address, or empty, for example "team@example.com".')
    terminal.press("@example.com", ENTER)
    assert terminal.finish()[0] == 0
    assert stored_answers(tmp_path / "orders")["alerts_email"] == "nobody@example.com"


def label(question: str, value: Any) -> str:
    """What the screen calls this choice."""
    named = asked()[question]["choices"].items()
    return {choice["value"] if isinstance(choice, dict) else choice: name for name, choice in named}[value]
