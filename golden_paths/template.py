"""The template in its versions: a clone of its repository, and what it renders."""

import io
import os
import re
import shutil
import signal
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from packaging.version import Version

from golden_paths.address import for_git
from golden_paths.git import Git, GitError
from golden_paths.ownership import FILE as OWNERSHIP
from golden_paths.ownership import Ownership, read
from golden_paths.project import ANSWERS_FILE, AnswerRefused, Answers, Refused, not_text
from golden_paths.signals import Stopped
from golden_paths.surroundings import NEUTRAL, neutral_copier, scratch_folder
from golden_paths.versions import as_version, described_commit, releases

# Folders of the template that no rendering reads.
UNREAD = ("benchmarks", "docs", "examples", "findings", "portal", "recipes", "release", "tests")


class Template:
    """A clone of the template. Copier keeps the address in the answers file, and reads the clone instead of it."""

    def __init__(self, address: str, clone: Git) -> None:
        self.address = address
        self._clone = clone
        self._commits: dict[str, str] = {}
        # Of an annotated tag the commit is in the third place.
        listed = clone.run("for-each-ref", "--format=%(refname:strip=2) %(objectname) %(*objectname)", "refs/tags")
        tags = {tag: commits[-1] for tag, *commits in (line.split() for line in listed.decode().splitlines())}
        self._releases = {tag: tags[tag] for tag in releases(tags)}
        for tag in tags.keys() - self._releases.keys():
            # A tag that moves must not name a commit: copier records the name that `git describe` finds.
            clone.run("tag", "--delete", tag)

    def versions(self) -> list[str]:
        """The released versions as they are tagged, oldest first."""
        return list(self._releases)

    def version(self, wanted: str = "") -> str:
        """The tag of a version (`1.4.0` and `v1.4.0` are the same); by default of the latest release.

        Raises Refused when there is none.
        """
        released = [tag for tag in self.versions() if not Version(tag).is_prerelease]
        if not wanted:
            if not released:
                raise Refused(
                    f"{self.address} has no release yet; name a commit or a branch: make update TO=main, or --to main"
                )
            return released[-1]
        for tag in self.versions():
            if as_version(tag) == as_version(wanted) is not None:
                return tag
        if not self._commit(wanted):
            newest = ", ".join(released[-3:]) or "none"
            raise Refused(f'"{wanted}" is no version of {self.address}; the latest releases are: {newest}.')
        return wanted

    def commit_of(self, recorded: str) -> str:
        """The commit that a repository was made from. Raises Refused when what it recorded names none for good."""
        if commit := self._releases.get(recorded):
            return commit
        known = ", ".join(self.versions()) or "none"
        if described := described_commit(recorded):
            if commit := self._commit(described):
                return commit
            why = "no commit that the template has"
        else:
            why = "no release: it may move, so it does not say what this repository was made from"
        raise Refused(
            f'_commit in {ANSWERS_FILE} is "{recorded}", which is {why}. Write the release there that this repository '
            f"was made from (releases of {self.address}: {known}), commit that, and try again."
        )

    def _commit(self, name: str) -> str:
        """A commit by a tag, a branch or its hash; empty when there is none."""
        if name not in self._commits:
            self._commits[name] = self._found(name)
        return self._commits[name]

    def _found(self, name: str) -> str:
        for candidate in (f"refs/tags/{name}", f"refs/remotes/origin/{name}", name):
            try:
                return self._clone.line(
                    "rev-parse", "--verify", "--quiet", "--end-of-options", f"{candidate}^{{commit}}"
                )
            except GitError:
                continue
        return ""

    def text(self, version: str, path: Path) -> str:
        """A file of the template as it was in `version`; empty when it had none."""
        return self._clone.run("show", f"{self._commit(version)}:{path.as_posix()}", check=False).decode()

    def folder(self, version: str, path: str) -> dict[str, bytes]:
        """Every file below a folder of the template as it was in `version`, by its path there."""
        packed = self._clone.run("archive", "--format=tar", self._commit(version), path, check=False)
        if not packed:
            return {}
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            read = {each.name: archive.extractfile(each) for each in archive.getmembers() if each.isfile()}
            return {name.removeprefix(f"{path}/"): file.read() for name, file in read.items() if file}

    def exported(self, version: str, target: Path, *, without: Iterable[str] = ()) -> Path:
        """The files of the template as they are in `version`, without git, written into `target`.

        without: folders to leave out, beside those that no rendering reads.
        Raises Refused: a link in it leads out of it.
        """
        target.mkdir(exist_ok=True)
        left_out = (f":(exclude,top){folder}" for folder in (*UNREAD, *without))
        # git writes them in a fraction of the time that Python takes to unpack them.
        there = {**NEUTRAL, "GIT_WORK_TREE": str(target.resolve())}
        self._clone.run("checkout", "--quiet", self._commit(version), "--", ":/", *left_out, environment=there)
        for link in _links(target):
            if not link.resolve().is_relative_to(target.resolve()):
                name = link.relative_to(target).as_posix()
                raise Refused(f"{name} leads out of the template, so {version} of {self.address} is not unpacked.")
        return target

    def described(self, version: str) -> str:
        """What copier records as the commit of `version`."""
        commit = self._commit(version)
        with self._called(version, commit):
            return self._clone.line("describe", "--tags", "--always", commit)

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
        asked: bool = False,
    ) -> Path:
        """A repository rendered by `version` into `target`.

        stored: the answers file that the repository has, which locked questions compare with. asked: the questions that
        `answers` leaves open are asked on the screen.
        Raises Refused when a question refuses one of them, and Stopped where somebody ends the questions.
        """
        # It takes longer to read copier than all else that a command without a rendering does.
        import copier
        import copier.errors

        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        if stored:
            (target / ANSWERS_FILE).write_bytes(stored)
        commit = self._commit(version)
        try:
            # Copier would fetch the address again, into a cache of the user; `_src_path` stays as it is recorded.
            fetched = patch("copier._template.get_repo", return_value=str(self._clone.folder))
            with neutral_copier(), fetched, self._called(version, commit):
                copier.run_copy(
                    self.address,
                    target,
                    data=dict(answers),
                    vcs_ref=commit,
                    defaults=not asked,
                    overwrite=True,
                    quiet=True,
                    unsafe=False,
                    # No code of a template runs, whatever a person has trusted elsewhere.
                    settings=copier.Settings(defaults={}, trust=()),
                )
        except copier.errors.CopierAnswersInterrupt:
            raise Stopped(signal.SIGINT) from None
        except copier.errors.InteractiveSessionError:
            raise Refused(
                "Nobody can be asked here, since the terminal has ended: answer with --defaults and --data NAME=VALUE."
            ) from None
        except copier.errors.UnsafeTemplateError as error:
            asks = str(error).splitlines()[0].rstrip(".")
            raise Refused(f"{version} of the template wants to run code of its own, and none is run: {asks}.") from None
        except (ValueError, copier.errors.CopierError) as error:
            for sentence in not_text(answers):
                raise Refused(sentence) from None
            sentence = f"{version} of the template refuses an answer. {error}"
            raise AnswerRefused(sentence, said=str(error)) from None
        return target

    @contextmanager
    def _called(self, version: str, commit: str) -> Iterator[None]:
        """`git describe`, whose name of a commit copier records, knows none but `version` for `commit`.

        It may have been tagged after a repository was made from it, and a candidate may have become the release.
        """
        others = [tag for tag, tagged in self._releases.items() if tagged == commit and tag != version]
        hashes = {tag: self._clone.line("rev-parse", f"refs/tags/{tag}") for tag in others}
        for tag in others:
            self._clone.run("update-ref", "-d", f"refs/tags/{tag}")
        try:
            yield
        finally:
            for tag, name in hashes.items():
                self._clone.run("update-ref", f"refs/tags/{tag}", name)


@contextmanager
def cloned(recorded: str, *, folder: Path) -> Iterator[Template]:
    """The template at an address as copier recorded it in the repository in `folder`.

    Raises Refused when git cannot reach it.
    """
    address = for_git(recorded, folder)
    with scratch_folder() as scratch:
        clone = scratch / "template"
        try:
            Git(scratch).run("clone", "--quiet", "--no-checkout", "--", address, str(clone))
        except GitError as error:
            raise Refused(f"The template cannot be fetched from {recorded}: {error}") from None
        yield Template(recorded, Git(clone))


def _links(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files) if os.path.islink(os.path.join(parent, name)))


def rendered_answers(repository: Path) -> dict[str, Any]:
    """The answers that a rendering stored."""
    stored = yaml.safe_load((repository / ANSWERS_FILE).read_text("utf-8"))
    return {str(name): value for name, value in stored.items() if not re.match("_", str(name))}
