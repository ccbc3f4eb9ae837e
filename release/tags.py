"""Release tags are annotated, and nothing else is: `git describe` prefers them, and copier records what it says.

With lightweight tags one that moves on (`stable`) can win, and a repository that has it recorded is never behind.
"""

from pathlib import Path

from golden_paths.git import Git
from golden_paths.versions import as_version


def check_tags(repository: Path) -> list[str]:
    """Every tag that `git describe` could take for a release, or overlook as one; empty in a clone without tags."""
    listed = Git(repository).run("for-each-ref", "--format=%(refname:strip=2) %(objecttype)", "refs/tags").decode()
    reasons = []
    for tag, kind in (line.split() for line in listed.splitlines()):
        if as_version(tag) and kind != "tag":
            reasons.append(
                f"{tag}: is a lightweight tag, so another one on its commit may be recorded in its place; make it "
                f"annotated: git tag --annotate --force --message {tag} {tag} '{tag}^{{}}'"
            )
        elif not as_version(tag) and kind == "tag":
            reasons.append(
                f"{tag}: is annotated and no version, so repositories may record it instead of a release; make it "
                f"lightweight: git tag --force {tag} '{tag}^{{}}'"
            )
    return reasons
