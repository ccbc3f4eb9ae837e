"""Refuses what looks like a credential in any file of the repository: `python -m security.secrets`.

A false alarm goes into `.secrets.baseline`: `detect-secrets scan --baseline .secrets.baseline`, then
`detect-secrets audit .secrets.baseline`.
"""

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection

from security.files import files

BASELINE = ".secrets.baseline"
# Files of hashes, which look like secrets to every detector.
LOCK_FILES = {"uv.lock", "package-lock.json", BASELINE}
# Which files were clean, as mypy and ruff remember it too: to read all again takes longer than both.
MEMORY = Path("build/secrets.json")


def credentials() -> list[str]:
    """What looks like a credential and is not in the baseline, as `file:line: kind`."""
    # Not by the hook of detect-secrets: it asks git what is staged, and fails where there is no git.
    known = baseline.load(baseline.load_from_file(BASELINE), BASELINE)
    read = [str(path) for path in files() if path.name not in LOCK_FILES]
    digests = {name: digest for name in read if (digest := _digest(name))}
    clean = _remembered()
    found = SecretsCollection()
    for name in (name for name, digest in digests.items() if digest not in clean):
        found.scan_file(name)
    left = [secret for _, secret in found - known]
    unclean = {secret.filename for secret in left}
    _remember([digest for name, digest in digests.items() if name not in unclean])
    return sorted(f"{secret.filename}:{secret.line_number}: {secret.type}" for secret in left)


def _digest(name: str) -> str | None:
    """Of the name too: what a detector looks for depends on the kind of file. None: the file is gone meanwhile."""
    try:
        return hashlib.sha256(name.encode() + b"\0" + Path(name).read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _judge() -> list[str]:
    """All that an answer depends on beside the file."""
    return [version("detect-secrets"), Path(BASELINE).read_text("utf-8"), Path(__file__).read_text("utf-8")]


def _remembered() -> set[str]:
    try:
        remembered = json.loads(MEMORY.read_text("utf-8"))
        return set(remembered["clean"]) if remembered["by"] == _judge() else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _remember(clean: list[str]) -> None:
    MEMORY.parent.mkdir(exist_ok=True)
    MEMORY.write_text(json.dumps({"by": _judge(), "clean": clean}), "utf-8")


if __name__ == "__main__":
    if lines := credentials():
        sys.exit("\n".join(["Like a credential:", *lines, "Revoke it; for a false alarm see security/secrets.py."]))
