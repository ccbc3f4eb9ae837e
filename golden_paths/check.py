"""The verdict on an update that is finished, whoever made it: a pull request of Renovate, a plain `copier update`.

The guarded update is made once more, from the same commit, release and answers, and compared with what was committed.
"""

from collections.abc import Iterator
from pathlib import Path

from golden_paths.findings import Finding, Kind
from golden_paths.git import Entry, Git, GitError
from golden_paths.own_files import own_files
from golden_paths.plan import brought_in
from golden_paths.project import ANSWERS_FILE, Origin, Refused, origin
from golden_paths.repository import repository
from golden_paths.scratch import Scratch, scratch_of
from golden_paths.surroundings import scratch_folder
from golden_paths.template import Template, cloned
from golden_paths.verdict import Expected, differences


def check(folder: Path, *, base: str) -> list[Finding]:
    """What a person has to know about the update from commit `base` to HEAD; empty when there is nothing.

    Raises Refused when one of the two is no rendered repository.
    """
    git = repository(folder, clean=False)
    try:
        before = git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    except GitError:
        shallow = git.line("rev-parse", "--is-shallow-repository") == "true"
        hint = " This clone is shallow: git fetch --unshallow" if shallow else ""
        raise Refused(
            f'"{base}" is no commit here; name the one before the update: --base origin/main.{hint}'
        ) from None
    mine, result = git.tree(before), git.tree("HEAD")
    old, new = (_origin_at(git, tree, where) for tree, where in ((mine, base), (result, "HEAD")))
    if (old.version, dict(old.answers)) == (new.version, dict(new.answers)):
        return []  # no update, so whatever was changed is the team's own work
    with cloned(old.template, folder=folder) as template, scratch_of(git) as scratch:
        for each in (old, new):
            template.commit_of(each.version)
        expected = _made_again(scratch, template, mine, old, new)
        return sorted({*differences(scratch, expected, mine, result), *_answers(old, new)})


def _made_again(git: Scratch, template: Template, mine: dict[str, Entry], old: Origin, new: Origin) -> Expected:
    owners = [template.ownership(each.version) for each in (old, new)]
    stored = git.read(mine[ANSWERS_FILE])
    with scratch_folder() as folder:
        base = git.import_folder(template.render(old.version, old.answers, folder / "old", stored=stored))
        target = git.import_folder(template.render(new.version, new.answers, folder / "new", stored=stored))
    merged, own, _kept = brought_in(git, owners, base, mine, target, label=f"template-{new.version}")
    return Expected(base, {**own, **merged.files}, merged.findings, tuple(owners), own_files(git, mine))


def _origin_at(git: Git, tree: dict[str, Entry], where: str) -> Origin:
    if ANSWERS_FILE not in tree:
        raise Refused(f"{where} has no {ANSWERS_FILE}: it is no repository made from a template.")
    return origin(git.read(tree[ANSWERS_FILE]), where=f"{ANSWERS_FILE} of {where}")


def _answers(old: Origin, new: Origin) -> Iterator[Finding]:
    for name, value in old.answers.items():
        if name in new.answers and new.answers[name] != value:
            yield Finding(Kind.ANSWER, name, f"was {value!r} and is {new.answers[name]!r} now: is that what you chose?")
        elif name not in new.answers and value != "":
            yield Finding(Kind.ANSWER, name, f"is no longer stored; it was {value!r}")
