"""Who is behind, and by how many releases, over a list of cloned repositories."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.version import Version

from golden_paths.project import Refused, origin_of
from golden_paths.template import as_version, release_of


@dataclass(frozen=True)
class Standing:
    """One repository: the version that it has, the latest release, how many releases lie between; or what is wrong."""

    repository: str
    version: str = ""
    latest: str = ""
    behind: int = 0
    problem: str = ""


def report(folders: Iterable[Path]) -> Iterator[Standing]:
    """The standing of each repository, one after the other. Each template is asked once for its releases."""
    for folder in folders:
        try:
            origin = origin_of(folder)
            releases = _releases(origin.template)
        except Refused as problem:
            yield Standing(str(folder), problem=str(problem))
            continue
        has = release_of(origin.version)
        if has is None:
            yield Standing(str(folder), origin.version, problem=f"{origin.version} is no release of {origin.template}.")
        else:
            newer = [release for release in releases if release > has]
            latest = f"v{releases[-1]}" if releases else ""
            yield Standing(str(folder), origin.version, latest, len(newer))


@cache
def _releases(address: str) -> tuple[Version, ...]:
    done = subprocess.run(
        ["git", "ls-remote", "--tags", "--refs", address], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{address} cannot be asked for its releases: {done.stderr.strip()}")
    names = (line.rpartition("/")[2] for line in done.stdout.splitlines())
    return tuple(sorted(version for name in names if (version := as_version(name)) and not version.is_prerelease))
