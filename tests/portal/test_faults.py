"""Whatever is wrong with the input, the template or the program, standard output is one JSON object."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from exports import ROOT, exported_questions
from portal_runner import created
from releases import Releases

from golden_paths import cli
from golden_paths.portal import command


@pytest.fixture
def questions(tmp_path: Path) -> Releases:
    """The questions alone: enough for what is refused."""
    return Releases(tmp_path / "template", exported_questions())


@pytest.mark.parametrize(
    ("sent", "part"),
    [
        ('{"owner": ' + "7" * 5000 + "}", "Standard input is no JSON"),
        ('{"owner": ' + "[" * 800 + "]" * 800 + "}", 'is not text, which "owner" takes'),
        ('{"owner": "\\ud800"}', "it must be 1 to 63 letters"),
    ],
    ids=["a number of 5000 digits", "800 lists in each other", "half a character"],
)
def test_odd_json_is_refused_in_a_sentence(questions: Releases, tmp_path: Path, sent: str, part: str) -> None:
    code, told, _ = created(questions, tmp_path / "orders", sent)
    assert (code, part in told["error"]["message"]) == (1, True), told


def test_no_standard_input_at_all_is_refused(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "golden_paths.cli", "portal", "check", str(tmp_path)]
    ran = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *program], capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, "Standard input is closed" in ran.stdout, ran.stderr) == (1, True, "")


def _without_copier_yml(folder: Path) -> None:
    (folder / "copier.yml").unlink()


def _broken_yaml(folder: Path) -> None:
    (folder / "copier.yml").write_text("_envops: [", "utf-8")


def _another_template(folder: Path) -> None:
    (folder / "copier.yml").write_text("name:\n  type: str\n", "utf-8")


def _another_template_with_our_marks(folder: Path) -> None:
    (folder / "copier.yml").write_text("_envops: {}\nname:\n  type: str\n", "utf-8")


def _a_list(folder: Path) -> None:
    (folder / "copier.yml").write_text("- a\n- b\n", "utf-8")


FOREIGN = (_without_copier_yml, _broken_yaml, _another_template, _another_template_with_our_marks, _a_list)


@pytest.mark.parametrize("change", FOREIGN)
def test_another_template_is_refused_by_its_address(
    questions: Releases, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    change(questions.folder)
    questions.publish("v2.0.0")
    code, told, _ = created(questions, tmp_path / "orders", {})
    assert (code, f"{questions.folder} is no template of golden paths" in told["error"]["message"]) == (1, True), told
    assert not (tmp_path / "orders").exists()


@pytest.mark.parametrize("folder", ["questions", "partials"])
def test_a_template_with_a_link_that_leads_out_of_it_is_refused(
    questions: Releases, tmp_path: Path, folder: str
) -> None:
    (questions.folder / folder / "link").symlink_to("/etc/hostname")
    questions.publish("v2.0.0")
    code, told, _ = created(questions, tmp_path / "orders", {})
    assert (code, f"{folder}/link leads out of the template" in told["error"]["message"]) == (1, True), told


def test_a_fault_of_the_program_is_told_by_its_kind_and_without_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def faulty(*given: object) -> None:
        raise LookupError("s3cr3t")

    monkeypatch.setattr(command, "refuse_another_template", faulty)
    monkeypatch.setattr(sys, "stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115
    assert cli.main(["portal", "check", str(tmp_path)]) == 1
    told, errors = capfd.readouterr()
    assert '"error"' in told
    assert "LookupError" in told
    assert "s3cr3t" not in told + errors
