"""Renders the template for tests, without `--trust`.

Matrices use `render`, from an exported folder without git (half the time); updates need `Releases`, which has versions.
"""

import functools
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import copier
import copier.errors
import yaml
from done_once import do_once
from exports import ROOT, exported_answers_only, exported_questions, exported_template, scratch

EXAMPLES = ROOT / "examples"
ANSWERS_FILE = ".copier-answers.yml"
NO_TRUST = copier.Settings(defaults={}, trust=())
do_once()

Answers = Mapping[str, Any]


def copy(target: Path, answers: Answers | None = None, *, template: Path | None = None, **options: Any) -> Path:
    """`copier copy --defaults` with these answers, into `target`. Raises what copier raises."""
    options |= {"data": dict(answers or {}), "defaults": True, "quiet": True, "unsafe": False, "settings": NO_TRUST}
    copier.run_copy(str(template or exported_template()), target, **options)
    return target


@functools.cache
def _rendered(answers: str, template: Path) -> Path:
    return copy(Path(tempfile.mkdtemp(dir=_shared())) / "repository", json.loads(answers), template=template)


def _shared() -> Path:
    folder = scratch() / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def is_shared(folder: Path) -> bool:
    """Whether `render` made it for every test that asks: nothing may be written into it, not even compiled code."""
    return folder.is_relative_to(_shared())


def shared_renderings() -> list[Path]:
    """Every folder that `render` made in this run."""
    return sorted(_shared().glob("*/repository"))


def render(answers: Answers | None = None, /, **more: Any) -> Path:
    """A repository rendered with these answers and the defaults. One folder for equal answers: do not write into it."""
    return _rendered(json.dumps({**(answers or {}), **more}), exported_template())


def render_answers(answers: Answers | None = None, /, **more: Any) -> Path:
    """As `render`, but only the files that answers land in, which are few: several times as fast."""
    return _rendered(json.dumps({**(answers or {}), **more}), exported_answers_only())


def refusal(answers: Answers) -> str:
    """The sentence with which these answers are refused; empty when they are accepted. There is no file to render."""
    target = Path(tempfile.mkdtemp(dir=scratch())) / "repository"
    try:
        copy(target, answers, template=exported_questions())
    except (ValueError, copier.errors.InvalidTypeError) as error:
        assert not target.exists(), f"refused, and yet there is {target}"
        return str(error)
    return ""


def examples() -> dict[str, dict[str, Any]]:
    """The answers of each example, by the name of its file."""
    files = (path for path in sorted(EXAMPLES.glob("*.yml")) if path.stem != "unsupported")
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in files}


def stored_answers(repository: Path) -> dict[str, Any]:
    """What the answers file of a rendered repository holds."""
    answers: dict[str, Any] = yaml.safe_load((repository / ANSWERS_FILE).read_text("utf-8"))
    return answers


def rendered_files(repository: Path) -> list[str]:
    """Every file of a rendered repository but those of git, as sorted POSIX paths."""
    paths = (path.relative_to(repository) for path in repository.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if path.parts[0] != ".git")
