"""Lock files: the template's while the user never locked anew, else the user's, locked again after the merge."""

import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from golden_paths.findings import Finding, Kind
from golden_paths.git import Entry, Git, Tree
from golden_paths.ownership import Ownership

MANIFESTS = {"uv.lock": "pyproject.toml", "package-lock.json": "package.json"}


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


def relock(git: Git, files: Tree, mine: Tree, kept: Iterable[str]) -> tuple[Tree, list[Finding]]:
    """Lock again where the update changed what a lock file of the user locks; says what moved, or what to do."""
    result, findings = dict(files), []
    for lock in (path for path in kept if PurePosixPath(path).name in MANIFESTS):
        manifest = str(PurePosixPath(lock).with_name(MANIFESTS[PurePosixPath(lock).name]))
        if manifest not in files or files[manifest] == mine.get(manifest):
            continue
        locked = _uv_lock(git.read(files[manifest]), git.read(files[lock])) if lock.endswith("uv.lock") else None
        if locked is None:
            by_hand = (
                "uv lock"
                if lock.endswith("uv.lock")
                else ".venv/bin/python -m toolchain npm install --package-lock-only"
            )
            findings.append(Finding(Kind.LOCK, lock, f"{manifest} changed, so lock again: {by_hand}"))
        else:
            blob = git.run("hash-object", "-w", "--stdin", given=locked).decode().strip()
            findings.append(Finding(Kind.LOCKED, lock, _moved(git.read(files[lock]), locked)))
            result[lock] = Entry(files[lock].mode, blob)
    return result, findings


def _uv_lock(manifest: bytes, lock: bytes) -> bytes | None:
    uv = shutil.which("uv")
    if uv is None:
        return None
    with tempfile.TemporaryDirectory(prefix="golden-paths-") as scratch:
        folder = Path(scratch)
        (folder / "pyproject.toml").write_bytes(manifest)
        (folder / "uv.lock").write_bytes(lock)
        done = subprocess.run([uv, "lock", "--quiet"], cwd=folder, capture_output=True, check=False)
        return (folder / "uv.lock").read_bytes() if done.returncode == 0 else None


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
