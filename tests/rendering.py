"""Renders the template for tests, without `--trust`.

Matrices use `render`, from an exported folder without git (half the time); updates need `Releases`, which has versions.
"""

import atexit
import functools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import copier
import copier.errors
import yaml

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
ANSWERS_FILE = ".copier-answers.yml"
# What a rendering reads. Everything else in this repository is about the template.
PARTS = ("copier.yml", "questions", "templates", "partials")
NO_TRUST = copier.Settings(defaults={}, trust=())

Answers = Mapping[str, Any]


@functools.cache
def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="golden-paths-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def template_files() -> list[Path]:
    """The files of the template as a commit of this moment would hold them: tracked or new, not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PARTS]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    found = (Path(name) for name in sorted({*listed} - {""}))
    return [path for path in found if (ROOT / path).is_file() and "__pycache__" not in path.parts]


def export_template(target: Path) -> Path:
    """Copy the template, as it is in the working tree, into `target`, and return that folder."""
    for path in template_files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target / path)
    return target


@functools.cache
def exported_template() -> Path:
    """One export for the whole run. Read it, do not change it."""
    return export_template(_scratch() / "template")


def copy(target: Path, answers: Answers | None = None, *, template: Path | None = None, **options: Any) -> Path:
    """`copier copy --defaults` with these answers, into `target`. Raises what copier raises."""
    options |= {"data": dict(answers or {}), "defaults": True, "quiet": True, "unsafe": False, "settings": NO_TRUST}
    copier.run_copy(str(template or exported_template()), target, **options)
    return target


@functools.cache
def _rendered(answers: str, template: Path) -> Path:
    return copy(Path(tempfile.mkdtemp(dir=_scratch())) / "repository", json.loads(answers), template=template)


def render(answers: Answers | None = None, /, **more: Any) -> Path:
    """A repository rendered with these answers and the defaults. One folder for equal answers: do not write into it."""
    return _rendered(json.dumps({**(answers or {}), **more}, sort_keys=True), exported_template())


@functools.cache
def _without_plain_files() -> Path:
    # Copier compiles the path of each file that it meets, even of those that are excluded: most of the time of a copy.
    target = export_template(_scratch() / "answers-only")
    for path in (target / "templates").rglob("*"):
        if path.is_file() and path.suffix != ".jinja":
            path.unlink()
    shared = target / "templates" / "_shared"
    listed = [path.relative_to(shared).with_suffix("").as_posix() for path in sorted(shared.rglob("*.jinja"))]
    file = target / "questions" / "shared_files.yml"
    questions = yaml.safe_load(file.read_text("utf-8"))
    questions["shared_files"]["default"] = json.dumps(listed)
    file.write_text(json.dumps(questions), "utf-8")
    return target


def render_answers(answers: Answers | None = None, /, **more: Any) -> Path:
    """As `render`, but only the files that answers land in, which are few: several times as fast."""
    return _rendered(json.dumps({**(answers or {}), **more}, sort_keys=True), _without_plain_files())


def refusal(answers: Answers) -> str:
    """The sentence with which these answers are refused; empty when they are accepted. Renders no file."""
    target = Path(tempfile.mkdtemp(dir=_scratch())) / "repository"
    try:
        copy(target, answers, template=_without_plain_files(), exclude=["*"])
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
