"""Installs the Python packages that uv.lock names: `python locked_python.py`, or `… tools/sam` for a project below.

`uv sync --locked` refuses a lock that names another package index than this machine is told to use. Where that is the
only difference, as with the mirror of a company, the same versions come from that index, with the same digests.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

UV = [sys.executable, "-m", "uv"]
INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL")
MARKS = {"<<<<<<<", ">>>>>>>"}


def main(project: str) -> int:
    """Install the packages of `project` into its .venv; returns the exit code, and says what is wrong."""
    folder = Path(project)
    for file in (folder / "pyproject.toml", folder / "uv.lock"):
        if {line[:7] for line in file.read_text("utf-8").splitlines()} >= MARKS:
            where = "" if project == "." else f" --project {project}"
            sys.stderr.write(
                f"{file} holds the conflict markers of a merge. Take the file of one side, for example "
                f"git checkout origin/main -- {file}, then lock again: {sys.executable} -m uv lock{where}\n"
            )
            return 1
    synced = _uv("sync", "--locked", "--quiet", "--project", project, capture=True)
    if synced.returncode == 0:
        return 0
    if not _only_the_index_differs(folder):
        sys.stderr.write(synced.stderr)
        return synced.returncode
    return _install_from_the_other_index(folder)


def _only_the_index_differs(folder: Path) -> bool:
    """Whether the lock fits its project as soon as uv is told the index that the lock names."""
    registries = Counter(re.findall(r'registry = "(http[^"]*)"', (folder / "uv.lock").read_text("utf-8")))
    if not registries:
        return False
    (index, _), *_ = registries.most_common(1)
    told = {name: value for name, value in os.environ.items() if name not in INDEXES}
    checked = ["lock", "--check", "--offline", "--project", str(folder), "--default-index", index]
    return _uv(*checked, capture=True, environment=told).returncode == 0


def _install_from_the_other_index(folder: Path) -> int:
    python = folder / ".venv"
    if not python.exists() and (made := _uv("venv", "--quiet", str(python)).returncode):
        return made
    with tempfile.TemporaryDirectory() as scratch:
        wanted = str(Path(scratch) / "requirements.txt")
        export = ["export", "--frozen", "--quiet", "--no-emit-project", "--project", str(folder)]
        if failed := _uv(*export, "--output-file", wanted).returncode:
            return failed
        return _uv("pip", "sync", "--quiet", "--require-hashes", "--python", str(python), wanted).returncode


def _uv(
    *arguments: str, capture: bool = False, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [*UV, *arguments]
    return subprocess.run(command, text=True, capture_output=capture, env=environment, check=False)  # noqa: S603 - ours


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
