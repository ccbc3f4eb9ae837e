"""Who is behind, and by how many releases, over a list of cloned repositories."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from golden_paths import remote
from golden_paths.address import for_git
from golden_paths.project import Origin, Refused, origin_of
from golden_paths.versions import as_version, release_of, releases

AT_ONCE = 16


@dataclass(frozen=True)
class Standing:
    """One repository: the version that it has, the latest release, how many releases lie between; or what is wrong."""

    repository: str
    version: str = ""
    latest: str = ""
    behind: int = 0
    problem: str = ""


def report(folders: Iterable[Path]) -> Iterator[Standing]:
    """The standing of each repository, in the same order. Each template is asked once, and no one waits for another."""
    read = [(folder, *_read(folder)) for folder in folders]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {address: pool.submit(_releases, address) for address in {address for _, _, address, _ in read} - {""}}
        for folder, origin, address, problem in read:
            if origin is None or problem:
                yield Standing(str(folder), problem=_in_one_line(problem))
                continue
            try:
                tags = asked[address].result()
            except remote.Unreachable as unreachable:
                told = f"{origin.template} cannot be asked for its releases: {unreachable}"
                yield Standing(str(folder), origin.version, problem=_in_one_line(told))
                continue
            yield _standing(folder, origin, tags)


def _read(folder: Path) -> tuple[Origin | None, str, str]:
    """What a repository says of itself, the address of its template for git, and what is wrong with one of them."""
    try:
        origin = origin_of(folder)
        return origin, for_git(origin.template, folder), ""
    except Refused as refused:
        return None, "", str(refused)


def _releases(address: str) -> list[str]:
    return releases(remote.tags(address))


def _standing(folder: Path, origin: Origin, tags: list[str]) -> Standing:
    final = [version for tag in tags if (version := as_version(tag)) and not version.is_prerelease]
    latest = f"v{final[-1]}" if final else ""
    has = release_of(origin.version)
    behind = sum(version > has for version in final) if has else 0
    problem = ""
    if origin.version not in tags:
        problem = f"{origin.version} is no release of {origin.template}, so Renovate leaves this repository alone; "
        problem += "make update says what to do" if has is None else "make update brings it to the next release"
    return Standing(str(folder), origin.version, latest, behind, problem)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
