"""Lock files: the template's while the user never locked anew, else the user's, locked again after the merge."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from golden_paths.findings import Finding, Kind
from golden_paths.git import Entry, Git, Tree
from golden_paths.ownership import Ownership
from golden_paths.scratch import Scratch
from golden_paths.surroundings import scratch_folder

MANIFESTS = {"uv.lock": "pyproject.toml", "package-lock.json": "package.json"}
NOT_FOR_LOCKING = {
    *("UV_FROZEN", "UV_LOCKED", "UV_NO_SYNC", "UV_ISOLATED"),
    *("UV_PROJECT", "UV_WORKING_DIRECTORY", "UV_WORKING_DIR", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV"),
}


def settle(
    base: dict[str, Entry], new: dict[str, Entry], mine: Tree, owners: Iterable[Ownership]
) -> tuple[dict[str, Entry], dict[str, Entry], list[str]]:
    """`base` and `new` without the kept files that the user has changed, and these files.

    A kept file that the user deleted comes back.
    """
    kept = {path for path in {*base, *new} if any(each.owner(path) == "kept" for each in owners)}
    own = {path for path in kept if path in mine and mine[path] != base.get(path)}
    deleted = kept - mine.keys()
    return (
        {path: entry for path, entry in base.items() if path not in own | deleted},
        {path: entry for path, entry in new.items() if path not in own},
        sorted(own),
    )


def relock(
    git: Scratch, files: Tree, mine: Tree, kept: Iterable[str], *, repository: Path, by_uv: bool = True
) -> tuple[Tree, list[Finding]]:
    """Lock again where the update changed what a lock file of the user locks; says what moved, or what to do.

    repository: where the user's own uv may be installed. by_uv: with False no uv runs, and the finding says what to do.
    """
    result, findings = dict(files), []
    for lock in (path for path in kept if PurePosixPath(path).name in MANIFESTS):
        manifest = str(PurePosixPath(lock).with_name(MANIFESTS[PurePosixPath(lock).name]))
        if manifest not in files or files[manifest] == mine.get(manifest):
            continue
        uv = find_uv(repository) if by_uv and lock.endswith("uv.lock") else None
        locked = _uv_lock(git, files, lock, uv)
        if locked is None:
            findings.append(Finding(Kind.LOCK, lock, f"{manifest} changed, so lock again: {_by_hand(lock)}"))
        else:
            findings.append(Finding(Kind.LOCKED, lock, _moved(git.read(files[lock]), locked)))
            result[lock] = Entry(files[lock].mode, git.store(locked))
    return result, findings


def _by_hand(lock: str) -> str:
    """The command for the top of the repository, with what `make install` put there."""
    folder = str(PurePosixPath(lock).parent)
    if lock.endswith("uv.lock"):
        return ".venv/bin/python -m uv lock" + (f" --project {folder}" if folder != "." else "")
    where = f" --prefix {folder}" if folder != "." else ""
    return f".venv/bin/python -m toolchain npm install --package-lock-only{where}"


def _uv_lock(git: Git, files: Tree, lock: str, uv: list[str] | None) -> bytes | None:
    """The lock of the merged manifest; None where there is no uv or it cannot lock."""
    if uv is None:
        return None
    with scratch_folder() as folder:
        here = PurePosixPath(lock).parent
        # Of uv.toml, where a team may name its own index, uv takes the nearest.
        settings = [str(each / "uv.toml") for each in (here, *here.parents) if str(each / "uv.toml") in files][:1]
        for path in (str(here / "pyproject.toml"), lock, *settings):
            (folder / PurePosixPath(path).name).write_bytes(git.read(files[path]))
        done = subprocess.run(
            [*uv, "lock", "--quiet"], cwd=folder, capture_output=True, env=_environment(), check=False
        )
        return (folder / "uv.lock").read_bytes() if done.returncode == 0 else None


def find_uv(repository: Path) -> list[str] | None:
    """The command for uv: the one that the repository has installed, the one that started this program, or any."""
    for path in (repository / ".venv" / "bin" / "uv", repository / ".venv" / "Scripts" / "uv.exe"):
        if path.is_file():
            return [str(path)]
    if (started_by := os.environ.get("UV", "")) and Path(started_by).is_file():
        return [started_by]
    if found := shutil.which("uv"):
        return [found]
    return [sys.executable, "-m", "uv"] if importlib.util.find_spec("uv") else None


def _environment() -> dict[str, str]:
    """Without what makes `uv lock` lock nothing, or elsewhere. Indexes, caches and credentials stay."""
    return {name: value for name, value in os.environ.items() if name not in NOT_FOR_LOCKING}


def _moved(before: bytes, after: bytes) -> str:
    old, new = (
        {package["name"]: package.get("version", "") for package in tomllib.loads(lock.decode())["package"]}
        for lock in (before, after)
    )
    moved = [
        f"{name} {old.get(name, 'new')} → {new.get(name, 'gone')}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]
    return f"locked again: {', '.join(moved) or 'no version moved'}"
