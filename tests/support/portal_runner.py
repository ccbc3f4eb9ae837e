"""Runs `golden-paths portal` as a portal does: another process, JSON in and JSON out."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exports import ROOT
from releases import Releases

Told = tuple[int, dict[str, Any], str]


def portal(*words: object, sent: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> Told:
    """Exit code, result and standard error of the runner; `sent` is bytes, text, or what becomes JSON."""
    text = sent if isinstance(sent, str | bytes) else json.dumps(sent)
    given = text if isinstance(text, bytes) else text.encode()
    command = [sys.executable, "-m", "golden_paths.cli", "portal", *(str(word) for word in words)]
    ran = subprocess.run(command, input=given, capture_output=True, cwd=cwd or ROOT, env=environment)
    errors = ran.stderr.decode()
    assert "Traceback" not in errors, errors
    return ran.returncode, json.loads(ran.stdout), errors


def created(releases: Releases, target: Path, sent: object) -> Told:
    """The same for a new repository."""
    return portal("create", target, "--template", releases.folder, sent=sent)
