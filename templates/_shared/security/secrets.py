"""Refuses what looks like a credential in any file of the repository: `python -m security.secrets`.

A false alarm goes into `.secrets.baseline`: `detect-secrets scan --baseline .secrets.baseline`, then
`detect-secrets audit .secrets.baseline`. It looks at files, not at history: a credential that was ever committed is
known to others and has to be revoked, so finding it later would not undo it.
"""

import subprocess
import sys
from pathlib import Path

from detect_secrets.pre_commit_hook import main as detect_secrets

BASELINE = ".secrets.baseline"
# Where there is no git to say what is ignored (a source artifact of CodePipeline is a plain folder).
NOT_OURS = {".git", ".venv", "node_modules", "build", "cdk.out", "dist", "reports", ".mypy_cache", ".ruff_cache"}
# Files of hashes, which look like secrets to every detector.
LOCK_FILES = {"uv.lock", "package-lock.json", BASELINE}


def files() -> list[str]:
    """Every file of the repository, tracked or about to be, without what is generated."""
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
    return [str(path) for path in found if path.is_file() and path.name not in LOCK_FILES]


if __name__ == "__main__":
    sys.exit(detect_secrets(["--baseline", BASELINE, *files()]))
