"""The verdict on an update that is finished, whoever made it: a pull request of Renovate, a plain `copier update`."""

import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from golden_paths.findings import Finding, Kind
from golden_paths.git import Entry, Git, GitError
from golden_paths.project import ANSWERS_FILE, Origin, Refused, origin
from golden_paths.promise import Trees
from golden_paths.template import Template, cloned
from golden_paths.update import repository

MARKERS = (b"<<<<<<< ", b">>>>>>> ")


def check(folder: Path, *, base: str) -> list[Finding]:
    """What a person has to know about the update from commit `base` to HEAD; empty when there is nothing.

    Raises Refused when one of the two is no rendered repository.
    """
    git = repository(folder, clean=False)
    try:
        before = git.line("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
    except GitError:
        raise Refused(f'"{base}" is no commit here; name the one before the update: --base origin/main') from None
    mine, result = git.tree(before), git.tree("HEAD")
    old, new = (_origin_at(git, tree, where) for tree, where in ((mine, base), (result, "HEAD")))
    with cloned(old.template, folder=folder) as template:
        for each in (old, new):
            template.commit_of(each.version)
        trees = Trees(git, _rendered(git, template, old), mine, result, moved={}, renamed={})
    return sorted({*_files(trees), *_answers(old, new)})


def _origin_at(git: Git, tree: dict[str, Entry], where: str) -> Origin:
    if ANSWERS_FILE not in tree:
        raise Refused(f"{where} has no {ANSWERS_FILE}: it is no repository made from a template.")
    return origin(git.read(tree[ANSWERS_FILE]), where=f"{ANSWERS_FILE} of {where}")


def _rendered(git: Git, template: Template, old: Origin) -> dict[str, Entry]:
    with tempfile.TemporaryDirectory(prefix="golden-paths-") as scratch:
        return git.import_folder(template.render(old.version, old.answers, Path(scratch) / "old"))


def _files(trees: Trees) -> Iterator[Finding]:
    for path in trees.changed_by_user():
        if path != ANSWERS_FILE and not trees.keeps(path) and not _went_somewhere(trees, path):
            yield Finding(Kind.LOST, path)
    for path, entry in trees.result.items():
        if trees.mine.get(path) == entry or entry.mode == "160000":
            continue
        if PurePosixPath(path).suffix == ".rej":
            yield Finding(Kind.REJECTED, path)
        content = trees.git.read(entry).splitlines()
        if all(any(line.startswith(marker) for line in content) for marker in MARKERS):
            yield Finding(Kind.CONFLICT, path)


def _went_somewhere(trees: Trees, path: str) -> bool:
    """A file that the template renamed may have taken the user's lines along."""
    new = [other for other in trees.result if other not in trees.mine]
    return path not in trees.result and any(trees.keeps(path, at=other) for other in new)


def _answers(old: Origin, new: Origin) -> Iterator[Finding]:
    for name, value in old.answers.items():
        if name in new.answers and new.answers[name] != value:
            yield Finding(Kind.ANSWER, name, f"was {value!r} and is {new.answers[name]!r} now: is that what you chose?")
        elif name not in new.answers and value != "":
            yield Finding(Kind.ANSWER, name, f"is no longer stored; it was {value!r}")
