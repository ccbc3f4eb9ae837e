"""Renders a repository for a portal, in one process and without a second clone."""

import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any
from unittest.mock import patch

from golden_paths.portal.judge import refused_by_schema, secrets_in, usable
from golden_paths.portal.questions import ARCHITECTURE, BEHIND_QUESTIONS, Questionnaire, fast_yaml, read
from golden_paths.portal.refusal import refused
from golden_paths.project import ANSWERS_FILE, Refused
from golden_paths.surroundings import neutral_copier, scratch_folder
from golden_paths.template import Template, cloned

# A name without a mark of Jinja: those of our templates have other signs.
_NAME = re.compile(r"[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class Created:
    """A rendered repository: what its answers file calls the version, its files, and the answers that did not count."""

    version: str
    files: list[str]
    dropped: list[str]


def create(
    target: Path,
    sent: Mapping[str, Any],
    *,
    address: str,
    version: str = "",
    before_writing: Callable[[], object] = lambda: None,
) -> Created:
    """Render the template at `address` into `target`, which is empty or not there; all of it, or nothing.

    version: by default the latest release. before_writing: called just before the repository appears.
    Raises Refused.
    """
    target = target.resolve()
    if target == Path.cwd():
        raise Refused(f"{target} is the folder that this runs in, and would be replaced: run this in another one.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} is not empty: name a folder that is empty, or none yet.")
    with cloned(address, folder=Path.cwd()) as template, scratch_folder() as scratch:
        wanted = template.version(version)
        folder = template.exported(wanted, scratch / "exported", without=BEHIND_QUESTIONS)
        questionnaire = read(folder, called=template.address)
        answers, dropped = usable(questionnaire, sent)
        problem = refused_by_schema(questionnaire, answers)
        # Of an answer that is missing Copier says less; of a wrong one it says more, below.
        if problem and problem.question not in answers:
            raise problem
        template.exported(wanted, folder, without=_of_others(questionnaire, answers))
        with _parents_of(target), _beside(target) as made:
            commit = template.described(wanted)
            _render(template, questionnaire, folder, made, answers, commit)
            if problem:
                raise problem
            files = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
            if target.is_dir():
                made.chmod(stat.S_IMODE(target.stat().st_mode))
            before_writing()
            os.replace(made, target)
    return Created(commit, files, dropped)


def _render(
    template: Template, asked: Questionnaire, folder: Path, target: Path, answers: Mapping[str, Any], commit: str
) -> None:
    import copier
    from copier._main import Worker
    from copier._template import Template as Source
    from copier.errors import CopierError

    source = patch.multiple(Source, vcs=None, local_abspath=folder.resolve(), commit=commit, commit_hash=None)
    # Copier works out the path of the answers file for each file, and asks git about each, which knows none of them.
    fast = patch.multiple(Worker, answers_relpath=Path(ANSWERS_FILE), _render_string=_rendered_once(Worker))
    no_git = patch("copier._main.is_git_available", lambda: False)
    read_once = patch("copier._template.load_template_config", lambda *given, **more: deepcopy(asked.config))
    with neutral_copier(), source, fast, no_git, read_once, fast_yaml():
        try:
            copier.run_copy(
                template.address,
                target,
                data=dict(answers),
                defaults=True,
                overwrite=True,
                quiet=True,
                unsafe=False,
                settings=copier.Settings(defaults={}, trust=()),
            )
        except (ValueError, CopierError) as error:
            raise refused(str(error), secrets_in(asked, answers)) from None


def _rendered_once(worker: type[Any]) -> Callable[..., str]:
    """Copier's rendering of a short text, for most of which, the names of folders, there is nothing to compile."""
    render = worker._render_string

    def rendered(self: Any, text: str, extra_context: dict[str, Any] | None = None) -> str:
        if not isinstance(text, str) or not _NAME.fullmatch(text):
            return str(render(self, text, extra_context))
        # As the compiler does before each text: what a `yield` left behind is of another one.
        self.jinja_env.preprocess(text)
        return text

    return rendered


def _of_others(asked: Questionnaire, answers: Mapping[str, Any]) -> list[str]:
    """The folders of the architectures that are not chosen."""
    chosen = answers.get(ARCHITECTURE, asked.by_name[ARCHITECTURE].default)
    return [f"templates/{each}" for each in asked.architectures if each != chosen]


@contextmanager
def _parents_of(target: Path) -> Iterator[None]:
    """The folders above it, which are gone again where what is done in them fails."""
    missing = [each for each in target.parents if not each.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in missing:
            # Somebody else may have written there meanwhile.
            with suppress(OSError):
                each.rmdir()
        raise


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder on the same disk, so that the repository appears there all at once."""
    folder = Path(tempfile.mkdtemp(prefix=".golden-paths-", dir=target.parent))
    try:
        made = folder / target.name
        made.mkdir()
        yield made
    finally:
        rmtree(folder, ignore_errors=True)
