"""One version of the template: its questions, who owns its files, and what it renders for each example."""

import json
import re
import runpy
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import copier
import copier.errors
import yaml

from golden_paths.git import Git, GitError
from golden_paths.ownership import FILE as OWNERSHIP
from golden_paths.ownership import Ownership
from golden_paths.ownership import read as read_ownership
from golden_paths.project import Refused
from release import questions

NOT_EXAMPLES = {"unsupported"}
# No code of a template runs, whatever a person has trusted elsewhere.
NO_TRUST = copier.Settings(defaults={}, trust=())
BUILD_IMAGE = Path("templates/_blocks/everything/settings/build_image.py")
# Of the releases that had no such file.
FIRST_IMAGE = "aws/codebuild/amazonlinux-aarch64-standard:3.0"
ON_UPDATES = "What `copier update` will do in your repository"


@dataclass
class Version:
    """The template in `folder`. Renderings are kept, since each takes more than a second."""

    folder: Path
    _rendered: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def questions(self) -> dict[str, questions.Question]:
        return questions.read(self.folder)

    @cached_property
    def ownership(self) -> Ownership:
        return read_ownership((self.folder / OWNERSHIP).read_text("utf-8"))

    @cached_property
    def examples(self) -> dict[str, Mapping[str, Any]]:
        """Answers that this version takes, by the name of their file."""
        files = sorted((self.folder / "examples").glob("*.yml"))
        return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files if file.stem not in NOT_EXAMPLES}

    @cached_property
    def news(self) -> dict[str, str]:
        """What each section of the changelog says an update will do in a repository, by the version in its heading."""
        sections = re.split(r"^## ", (self.folder / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
        told = (section.partition(f"\n### {ON_UPDATES}\n")[2].partition("\n### ")[0] for section in sections)
        return {section.split()[0]: text for section, text in zip(sections, told, strict=True)}

    @cached_property
    def builds(self) -> dict[str, Any]:
        """The names of `settings/build_image.py`: where its pipelines build, and what buildspecs ask for."""
        file = self.folder / BUILD_IMAGE
        return runpy.run_path(str(file)) if file.is_file() else {"IMAGE": FIRST_IMAGE}

    def files(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """The paths that this version renders for `answers`. Raises Refused."""
        key = json.dumps(answers, sort_keys=True)
        if key not in self._rendered:
            with tempfile.TemporaryDirectory(prefix="release-") as scratch:
                target = Path(scratch) / "repository"
                try:
                    copier.run_copy(
                        str(self.folder), target, data=dict(answers), defaults=True, quiet=True, settings=NO_TRUST
                    )
                except (ValueError, copier.errors.CopierError) as error:
                    raise Refused(str(error)) from None
                found = (path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
                self._rendered[key] = frozenset(found)
        return self._rendered[key]


@contextmanager
def of_commit(repository: Path, commit: str) -> Iterator[Version]:
    """The template as `commit` of `repository` has it. Raises Refused: there is no such commit."""
    try:
        packed = Git(repository).run("archive", commit)
    except GitError:
        raise Refused(f'"{commit}" is no commit of this repository; name one, for example --since v1.0.0') from None
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Version(Path(folder))
