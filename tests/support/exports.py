"""Copies of the template without git: a rendering reads what the working tree holds and starts no git process."""

import atexit
import functools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml

SUPPORT = Path(__file__).resolve().parent
ROOT = SUPPORT.parent.parent
# What a rendering reads. Everything else in this repository is about the template.
PARTS = ("copier.yml", "questions", "templates", "partials", "recipes", "golden_paths/verifier")
BLOCKS = Path("templates/_blocks")
_MAINFRAME = Path("templates/mainframe-modernization")
# Records of a mainframe: bytes, of which some happen to be text. The output of one program is the input of the next.
DATA_SETS = tuple(_MAINFRAME / folder for folder in ("data/ascii", "data/ebcdic", "tests/equivalence/golden"))


@functools.cache
def scratch() -> Path:
    """A folder of this run, removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="golden-paths-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def large_scratch() -> Path:
    """As `scratch`, for what takes gigabytes: `.ci/run` has the other in memory."""
    folder = Path(tempfile.mkdtemp(prefix="golden-paths-", dir="/var/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def template_files() -> list[Path]:
    """The files of the template as a commit of this moment would hold them: tracked or new, not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PARTS]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    found = (Path(name) for name in sorted({*listed} - {""}))
    return [path for path in found if (ROOT / path).is_file() and "__pycache__" not in path.parts]


def text_files() -> list[Path]:
    """Those that people or tools wrote as text; the others are data sets."""
    return [path for path in template_files() if not any(path.is_relative_to(folder) for folder in DATA_SETS)]


def export_template(target: Path, keep: Callable[[Path], bool] = lambda path: True) -> Path:
    """Copy the template, as it is in the working tree, into `target`, and return that folder.

    `keep` says which of its rendered files (`templates/...`) are copied too.
    """
    for path in template_files():
        if path.parts[0] != "templates" or keep(path):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, target / path)
    return target


@functools.cache
def exported_template() -> Path:
    """One export for the whole run. Read it, do not change it."""
    return export_template(scratch() / "template")


@functools.cache
def exported_answers_only() -> Path:
    """The template with only the files that answers land in. Read it, do not change it."""
    # Copier compiles the path of each file that it meets, even of those that are excluded: most of the time of a copy.
    target = export_template(scratch() / "answers-only", lambda path: path.suffix == ".jinja")
    keep_in_blocks(target, lambda block, path: (target / BLOCKS / block / f"{path}.jinja").is_file())
    return target


@functools.cache
def exported_questions() -> Path:
    """The questions with nothing to render. Read it, do not change it."""
    target = export_template(scratch() / "questions-only", lambda path: False)
    for architecture in (ROOT / "templates").iterdir():
        (target / "templates" / architecture.name).mkdir(parents=True)
    keep_in_blocks(target, lambda block, path: False)
    return target


def keep_in_blocks(template: Path, keep: Callable[[str, str], bool]) -> None:
    """Leave in the list of each block the files for which `keep` of block and path says so."""
    file = template / "questions" / "shared_files.yml"
    questions = yaml.safe_load(file.read_text("utf-8"))
    blocks = yaml.safe_load(questions["blocks"]["default"])
    kept = {block: [path for path in paths if keep(block, path)] for block, paths in blocks.items()}
    questions["blocks"]["default"] = json.dumps(kept)
    file.write_text(json.dumps(questions), "utf-8")
