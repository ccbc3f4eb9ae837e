"""Interactive prompts: the defaults by Enter alone, and choices that are greyed out with the reason."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import exported_answers_only
from questionnaire import asked, first_words
from releases import Releases, git
from rendering import EXAMPLES, render_answers, stored_answers
from terminal import CLEAR, DOWN, ENTER, Terminal
from variants import ARCHITECTURES, each_architecture

UNSUPPORTED = yaml.safe_load((EXAMPLES / "unsupported.yml").read_text("utf-8"))


# What a person presses to choose each architecture.
FIRST_KEYS = {name: (*(DOWN,) * place, ENTER) for place, name in enumerate(ARCHITECTURES)}


@each_architecture
def test_enter_alone_gives_the_default_repository(tmp_path: Path, architecture: str) -> None:
    expected = stored_answers(render_answers({} if architecture == "serverless" else {"architecture": architecture}))
    # One of them as a person starts it: what the others look at is what a person gets.
    by_hand = architecture == "serverless"
    terminal = Terminal("copy", str(exported_answers_only()), "orders", folder=tmp_path, by_hand=by_hand)
    for name in expected:
        if not name.startswith("_"):
            terminal.next_question(first_words(name))
            terminal.press(*FIRST_KEYS[architecture] if name == "architecture" else ENTER)
    code, printed = terminal.finish()
    assert code == 0, "\n".join(printed)
    assert stored_answers(tmp_path / "orders") == expected


@pytest.mark.parametrize("entry", UNSUPPORTED, ids=lambda entry: "-".join(map(str, list(entry.values())[:-1])))
def test_unsupported_choice_is_greyed_out_with_its_reason(tmp_path: Path, entry: dict[str, Any]) -> None:
    *given, question = [name for name in entry if name != "reason"]
    data = [word for name in given for word in ("--data", f"{name}={entry[name]}")]
    terminal = Terminal(
        "copy", "--defaults", "--ask", question, *data, str(exported_answers_only()), "orders", folder=tmp_path
    )
    shown = " ".join(" ".join(terminal.next_question(first_words(question))).split())
    # A disabled choice has a dash instead of a pointer, and the reason behind its name, in as many lines as it takes.
    reason = entry["reason"].removeprefix(f'"{entry[question]}": ')
    assert f"- {label(question, entry[question])} ({reason})" in shown
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
    terminal.wait_for("How is the infrastructure of the service written?")
    shown = " ".join(" ".join(terminal.question).split())
    assert "- CDK: Python constructs (the infrastructure cannot change later, because the stacks exist as" in shown
    assert '"sam"; start a new repository for "cdk".)' in shown
    terminal.press(ENTER)
    assert terminal.finish()[0] == 0
    assert stored_answers(repository)["infrastructure"] == "sam"
    assert git(repository, "status", "--porcelain").splitlines() == [" M .copier-answers.yml", " M catalog-info.yaml"]


def test_a_wrong_text_can_be_mended_where_it_stands(tmp_path: Path) -> None:
    data = ["--defaults", "--ask", "alerts_email"]
    terminal = Terminal("copy", *data, str(exported_answers_only()), "orders", folder=tmp_path)
    terminal.wait_for("One address")
    terminal.press("nobody", ENTER)
    terminal.wait_for("empty or one")
    terminal.press("@example.com", ENTER)
    assert terminal.finish()[0] == 0
    assert stored_answers(tmp_path / "orders")["alerts_email"] == "nobody@example.com"


def test_the_name_of_a_repository_that_exists_is_refused_with_the_one_to_keep(
    tmp_path: Path, small_releases: Releases
) -> None:
    repository = small_releases.repository(tmp_path / "orders", project_name="recommendations-for-customers")
    small_releases.publish("v1.1.0")
    terminal = Terminal("update", "--defaults", "--ask", "project_name", folder=repository)
    terminal.wait_for("What is the service called?")
    terminal.press("2", ENTER)
    terminal.wait_for("must stay")
    refused = "Validation error for question 'project_name': "
    assert terminal.lines[-1] == f"{refused}must stay recommendations-for-c..."
    terminal.press("\x7f", ENTER)
    assert terminal.finish()[0] == 0


def test_an_account_of_its_own_is_asked_for_again_when_another_environment_has_it(
    tmp_path: Path, small_releases: Releases
) -> None:
    ids = {"dev_account": "012345678901", "prod_account": "345678901234"}
    repository = small_releases.repository(tmp_path / "orders", accounts="per-environment", **ids)
    small_releases.publish("v1.1.0")
    terminal = Terminal("update", "--defaults", "--ask", "*_account", folder=repository)
    for name, typed in (("dev", ids["prod_account"]), ("staging", ""), ("prod", "456789012345")):
        terminal.wait_for(f"In which AWS account does {name} run?")
        terminal.press(CLEAR, typed, ENTER)
    assert terminal.finish()[0] == 0
    stored = stored_answers(repository)
    assert [stored[f"{name}_account"] for name in ("dev", "staging", "prod")] == ["345678901234", "", "456789012345"]


def label(question: str, value: Any) -> str:
    """What the screen calls this choice."""
    named = asked()[question]["choices"].items()
    return {choice["value"] if isinstance(choice, dict) else choice: name for name, choice in named}[value]
