"""The template in its versions: a clone of its repository, and what it renders."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import copier
import copier.errors
import yaml
from packaging.version import InvalidVersion, Version

from golden_paths.git import Git, GitError
from golden_paths.ownership import FILE as OWNERSHIP
from golden_paths.ownership import Ownership, read
from golden_paths.project import ANSWERS_FILE, Answers, Refused

# No code of a template runs, whatever a person has trusted elsewhere.
NO_TRUST = copier.Settings(defaults={}, trust=())


class Template:
    """A clone of the template. Copier keeps the address in the answers file, and git takes the clone for it."""

    def __init__(self, address: str, clone: Git) -> None:
        self.address = address
        self._clone = clone

    def versions(self) -> list[str]:
        """The released versions as they are tagged, oldest first."""
        found = [(version, tag) for tag in self._clone.run("tag").decode().split() if (version := as_version(tag))]
        return [tag for _, tag in sorted(found)]

    def version(self, wanted: str = "") -> str:
        """The tag of a version (`1.4.0` and `v1.4.0` are the same); by default of the latest release.

        Raises Refused when there is none.
        """
        released = [tag for tag in self.versions() if not Version(tag).is_prerelease]
        if not wanted:
            if not released:
                raise Refused(f"{self.address} has no release yet; name a commit or a branch: TO=main")
            return released[-1]
        for tag in self.versions():
            if as_version(tag) == as_version(wanted) is not None:
                return tag
        try:
            self._clone.line("rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}")
        except GitError:
            newest = ", ".join(released[-3:]) or "none"
            raise Refused(f'"{wanted}" is no version of {self.address}; the latest releases are: {newest}.') from None
        return wanted

    def text(self, version: str, path: Path) -> str:
        """A file of the template as it was in `version`; empty when it had none."""
        return self._clone.run("show", f"{version}:{path.as_posix()}", check=False).decode()

    def ownership(self, version: str) -> Ownership:
        """Who owns which rendered file, as `version` says it."""
        written = self.text(version, OWNERSHIP)
        return read(written) if written else Ownership()

    def render(
        self,
        version: str,
        answers: Answers,
        target: Path,
        *,
        stored: bytes = b"",
        also: Mapping[str, Any] | None = None,
    ) -> Path:
        """A repository rendered by `version` into `target`.

        stored: the answers file that the repository has, which locked questions compare with.
        also: answers that replace those of `answers`.
        Raises Refused when a question refuses one of them.
        """
        target.mkdir(parents=True)
        if stored:
            (target / ANSWERS_FILE).write_bytes(stored)
        try:
            copier.run_copy(
                self.address,
                target,
                data={**answers, **(also or {})},
                vcs_ref=version,
                defaults=True,
                overwrite=True,
                quiet=True,
                unsafe=False,
                settings=NO_TRUST,
            )
        except (ValueError, copier.errors.CopierError) as error:
            raise Refused(f"{version} of the template refuses an answer. {error}") from None
        return target


def as_version(tag: str) -> Version | None:
    """The version that a tag names, or None."""
    try:
        return Version(tag)
    except InvalidVersion:
        return None


def release_of(recorded: str) -> Version | None:
    """The release that a repository has, or after which its commit came (`v1.2.0-3-gabcdef0`, as git describes it)."""
    return as_version(recorded) or as_version(recorded.split("-", 1)[0])


@contextmanager
def cloned(address: str) -> Iterator[Template]:
    """The template at `address`, a URL or a folder. Raises Refused when git cannot reach it."""
    with tempfile.TemporaryDirectory(prefix="golden-paths-") as scratch:
        clone = Path(scratch) / "template"
        try:
            Git(Path(scratch)).run("clone", "--quiet", "--no-checkout", address, str(clone))
        except GitError as error:
            raise Refused(f"The template cannot be fetched from {address}: {error}") from None
        instead = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{clone}.insteadOf",
            "GIT_CONFIG_VALUE_0": address,
        }
        with patch.dict(os.environ, instead):
            yield Template(address, Git(clone))


def rendered_answers(repository: Path) -> dict[str, Any]:
    """The answers that a rendering stored."""
    stored = yaml.safe_load((repository / ANSWERS_FILE).read_text("utf-8"))
    return {str(name): value for name, value in stored.items() if not re.match("_", str(name))}
