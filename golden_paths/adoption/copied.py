"""What a copy or an adoption that is not committed was made from: its answers file says it, or the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from golden_paths.address import for_git
from golden_paths.git import Git
from golden_paths.ownership import Ownership
from golden_paths.project import ANSWERS_FILE, Answers, Origin, Refused, origin_of
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned
from golden_paths.versions import as_version


@dataclass(frozen=True)
class Copied:
    """The answers file, what the template renders with it, and who owns which file."""

    stored: bytes
    rendering: Path
    owners: Ownership


@contextmanager
def copied(git: Git, folder: Path, template: str, *, to: str, answers: Answers) -> Iterator[Copied]:
    """What was copied into the repository in `folder`; the rendering is gone afterwards.

    template, to, answers: of a copy without an answers file.
    Raises Refused: nothing was copied, it is committed, or both say something else.
    """
    if ANSWERS_FILE in git.tree("HEAD"):
        raise Refused(f"{ANSWERS_FILE} is committed, and so is what came with it: git revert takes a commit back.")
    file = folder / ANSWERS_FILE
    is_stored = file.is_file()
    if not is_stored and not template:
        raise Refused(
            f"There is no {ANSWERS_FILE} here that says what was copied: git status lists what is not committed. Where "
            "a copy stopped early, name template and answers: "
            'uvx --from "git+ADDRESS" golden-paths adopt ADDRESS --undo --data NAME=VALUE'
        )
    origin = origin_of(folder) if is_stored else Origin(for_git(template, Path.cwd()), to, answers)
    if is_stored:
        _refuse_another(origin, folder, template, to, answers)
    with cloned(origin.template, folder=folder) as source, scratch_folder() as renderings:
        if is_stored:
            source.commit_of(origin.version)
        version = origin.version if is_stored else source.version(to)
        rendering = source.render(version, origin.answers, renderings / "new")
        stored = file if is_stored else rendering / ANSWERS_FILE
        yield Copied(stored.read_bytes(), rendering, source.ownership(version))


def _refuse_another(origin: Origin, folder: Path, template: str, to: str, answers: Answers) -> None:
    """Raises Refused: the command line says something else than the answers file."""
    if template and for_git(template, Path.cwd()) != for_git(origin.template, folder):
        raise _another("template", template, origin.template)
    if to and to != origin.version and not (as_version(to) == as_version(origin.version) is not None):
        raise _another("--to", to, origin.version)
    for name, value in answers.items():
        # Words of a command line are text, and YAML has other values.
        if str(value).lower() != str(origin.answers.get(name)).lower():
            raise _another(f"--data {name}", value, origin.answers.get(name, "nothing"))


def _another(what: str, given: object, stored: object) -> Refused:
    return Refused(
        f"{what} is {given}, and {ANSWERS_FILE}, which says what was copied here, has {stored}: leave it out, and run "
        "this again."
    )
