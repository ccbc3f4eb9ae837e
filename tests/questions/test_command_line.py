"""What the command prints and leaves behind when answers are refused, and that it needs no `--trust`."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import exported_questions, exported_template
from forked import forked
from releases import Releases, git
from rendering import EXAMPLES, examples, render, rendered_files, stored_answers

UNSUPPORTED = yaml.safe_load((EXAMPLES / "unsupported.yml").read_text("utf-8"))


def copier(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "copier", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.splitlines()[-1]


def test_wrong_answer_ends_with_the_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    template = str(exported_questions())
    done = copier("copy", "--defaults", "--data", "project_name=Orders!", template, "orders", folder=tmp_path)
    assert done.returncode != 0
    assert last_line(done).startswith(
        "ValueError: Validation error for question 'project_name': \"Orders!\": it must be 3 to 30 "
    )
    assert last_line(done).endswith('for example "orders".')
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("entry", UNSUPPORTED, ids=lambda entry: "-".join(map(str, list(entry.values())[:-1])))
def test_unsupported_combination_in_a_data_file_ends_with_the_reason(tmp_path: Path, entry: dict[str, Any]) -> None:
    *given, question = [name for name in entry if name != "reason"]
    supported = next(each for each in examples().values() if all(each[name] == entry[name] for name in given))
    data = tmp_path / "answers.yml"
    data.write_text(yaml.safe_dump({**supported, question: entry[question]}), encoding="utf-8")
    done = forked("copier", "copy", "--data-file", str(data), str(exported_questions()), "orders", folder=tmp_path)
    assert done.returncode != 0
    assert last_line(done) == f"ValueError: Invalid choice for '{question}': {entry['reason']}"
    assert list(tmp_path.iterdir()) == [data]


@pytest.mark.parametrize("example", ["s3-sam-linear", "containers-ec2-codedeploy-canary"])
def test_a_complete_data_file_asks_nothing(tmp_path: Path, example: str) -> None:
    data = str(EXAMPLES / f"{example}.yml")
    done = copier("copy", "--data-file", data, str(exported_template()), "repository", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    # What the other tests look at, in their own process, is what a person gets.
    assert contents(tmp_path / "repository") == contents(render(examples()[example]))


def contents(repository: Path) -> dict[str, bytes]:
    return {path: (repository / path).read_bytes() for path in rendered_files(repository)}


def test_copy_and_update_need_no_trust_and_say_what_is_next(tmp_path: Path, small_releases: Releases) -> None:
    done = copier("copy", "--defaults", str(small_releases.folder), "my orders", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.rstrip().endswith('"The first deployment" in README.md, step by step.')
    assert 'cd "my orders"' in done.stderr
    repository = tmp_path / "my orders"
    git(repository, "init", "--quiet")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "-m", "made")
    small_releases.publish("v1.1.0")
    done = copier("update", "--defaults", folder=repository)
    assert done.returncode == 0, done.stderr
    assert "conflict markers" in done.stderr
    assert "make check" in done.stderr
    assert stored_answers(repository)["_commit"] == "v1.1.0"
