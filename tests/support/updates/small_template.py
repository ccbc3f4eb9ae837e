"""A template of a few files with the settings of the real one, so that an update takes a fraction of a second."""

import functools
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from exports import ROOT, scratch
from forked import forked
from releases import git

SETTINGS = """\
_subdirectory: template
_envops:
  undefined: jinja2.StrictUndefined
  variable_start_string: "{="
  variable_end_string: "=}"
  comment_start_string: "{##"
  comment_end_string: "##}"
  keep_trailing_newline: true
_external_data: {answers_file: "{= _copier_conf.answers_file =}"}
---
!include questions/answers.yml
---
!include questions/ownership.yml
"""
ANSWERS = """\
name: {type: str, default: orders}
delivery: {type: str, choices: [canary, linear], default: canary}
"""
OWNERSHIP = """\
_exclude:
  # seed-once: yours.
  - "{% if _copier_operation == 'update' %}/service/logic.py{% endif %}"
  # extension: yours.
  - "{% if _copier_operation == 'update' %}/extensions/**{% endif %}"
  # retired: left the template.
# kept: written by tools.
_skip_if_exists:
  - /tool.lock
"""
TEXT = "\n".join(f"line {number} of the template" for number in range(1, 31)) + "\n"
# Blocks that are alike but for their names: three lines of context fit into each.
BLOCK = "{name}:\n  cpu: 256\n  memory: 512\n  port: 8080\n  tasks: 1\n  health: /ok\n  grace: 30\n  logs: 14\n"
FILES = {
    "README.md.jinja": "# {= name =}\n\n" + TEXT,
    "pipeline/stack.py": TEXT,
    "pipeline/source.py": "source\n" + TEXT,
    "pipeline/checks.py": "checks\n" + TEXT,
    "service/logic.py": "logic\n" + TEXT,
    "environments.yml": "".join(BLOCK.format(name=name) for name in ("dev", "stage", "prod")),
    "extensions/stages.py": "extension\n",
    "tool.lock": "locked = 1\n",
    ".gitignore.jinja": "build/\n*.local\n",
    "{= _copier_conf.answers_file =}.jinja": (
        "{% for name, answer in _copier_answers.items() %}{= name =}: {= answer | to_json =}\n{% endfor %}"
    ),
}
IMAGE = bytes(range(256)) * 8
# Two of these files, and the first of them as a later release of the template has it.
STACK, SOURCE = "pipeline/stack.py", "pipeline/source.py"
IMPROVED = TEXT.replace("line 20 ", "line 20, improved, ")


def small_template(folder: Path) -> Path:
    """Write the template into `folder`, without git."""
    (folder / "questions").mkdir(parents=True)
    (folder / "copier.yml").write_text(SETTINGS, "utf-8")
    (folder / "questions/answers.yml").write_text(ANSWERS, "utf-8")
    (folder / "questions/ownership.yml").write_text(OWNERSHIP, "utf-8")
    for path, text in FILES.items():
        write(folder / "template" / path, text)
    write(folder / "template" / "logo.png", IMAGE)
    return folder


@functools.cache
def exported_small_template() -> Path:
    """The same, once for the whole run. Read it, do not change it."""
    return small_template(scratch() / "small-template")


def write(file: Path, content: str | bytes) -> None:
    """Write a file and the folders above it, bytes as they are."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def golden_paths(folder: Path, *arguments: str, under: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """The program as a user calls it, in `folder`. under: a program that starts it, which then loads it anew."""
    if not under:
        return forked("golden-paths", *arguments, folder=folder)
    return subprocess.run(
        [*under, sys.executable, "-m", "golden_paths.cli", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


def state(repository: Path) -> str:
    """What git and a person could tell apart."""
    return git(repository, "status", "--porcelain", "--untracked-files=all") + git(repository, "rev-parse", "HEAD")
