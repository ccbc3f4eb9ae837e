"""Refuses what looks like a credential in any file of the repository: `python -m security.secrets`.

A false alarm goes into `.secrets.baseline`: `detect-secrets scan --baseline .secrets.baseline`, then
`detect-secrets audit .secrets.baseline`.
"""

import subprocess
import sys
from pathlib import Path

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection

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


def credentials() -> list[str]:
    """What looks like a credential and is not in the baseline, as `file:line: kind`."""
    # Not by the hook of detect-secrets: it asks git what is staged, and fails where there is no git.
    known = baseline.load(baseline.load_from_file(BASELINE), BASELINE)
    found = SecretsCollection()
    for name in files():
        found.scan_file(name)
    return sorted(f"{secret.filename}:{secret.line_number}: {secret.type}" for _, secret in found - known)


if __name__ == "__main__":
    if lines := credentials():
        sys.exit("\n".join(["Like a credential:", *lines, "Revoke it; for a false alarm see security/secrets.py."]))
