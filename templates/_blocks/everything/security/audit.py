"""Known vulnerabilities of what every lock file of the repository names: `make audit`. Without the network it fails."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from security.files import files
from settings.failure import ActionFailed, exit_code

SCRATCH = Path("build", "audit")
UV_LOCK, NPM_LOCK = "uv.lock", "package-lock.json"


def audit() -> None:
    """Ask about each lock, to the end even if one fails. Raises ActionFailed: which have findings, or no answer."""
    locks = sorted(file for file in files() if file.name in (UV_LOCK, NPM_LOCK))
    if not locks:
        raise ActionFailed(f"No {UV_LOCK} and no {NPM_LOCK} in this repository: nothing was audited.")
    failed = [lock.as_posix() for lock in locks if not _passes(lock)]
    if failed:
        raise ActionFailed(f"The audit of {', '.join(failed)} did not pass, see above.")


def _passes(lock: Path) -> bool:
    print(f"{lock.as_posix()}:", flush=True)
    return all(_succeeds(command) for command in (_uv(lock) if lock.name == UV_LOCK else _npm(lock)))


def _uv(lock: Path) -> list[list[str]]:
    folder = lock.parent
    listed = SCRATCH / folder / "requirements.txt"
    listed.parent.mkdir(parents=True, exist_ok=True)
    export = ["uv", "export", "--project", str(folder), "--frozen", "--quiet", "--all-groups"]
    ask = ["pip_audit", "--strict", "--require-hashes", "--disable-pip", "--requirement", str(listed)]
    return [[*export, "--format", "requirements-txt", "--output-file", str(listed)], ask]


def _npm(lock: Path) -> list[list[str]]:
    return [["toolchain", "npm", "audit", "--audit-level=high", "--prefix", str(lock.parent)]]


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run([sys.executable, "-m", *command], check=False).returncode == 0  # noqa: S603 - ours


if __name__ == "__main__":
    sys.exit(exit_code(audit))
