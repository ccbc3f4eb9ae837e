"""The files of the repository as a person sees them: tracked or about to be, without what is generated."""

import subprocess
from pathlib import Path

# Where there is no git to say what is ignored (a source artifact of CodePipeline is a plain folder).
NOT_OURS = {".git", ".venv", "node_modules", "build", "cdk.out", "dist", "reports", ".aws-sam"}
NOT_OURS |= {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}


def files() -> list[Path]:
    """All of them, relative to the current folder, which is the top of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        found = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in Path().rglob("*") if not NOT_OURS.intersection(path.parts)]
    return [path for path in found if path.is_file()]
