"""Runs `golden-paths portal` as a portal does, JSON in and JSON out: in this process, or in one of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from exports import ROOT
from releases import Releases
from rendering import NO_TRUST

from golden_paths import cli

Told = tuple[int, dict[str, Any], str]
assert NO_TRUST  # `rendering` lets copier read and compile each text once for all tests.


def portal(*words: object, sent: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> Told:
    """Exit code, result and standard error of the runner; `sent` is bytes, text, or what becomes JSON.

    It runs in this process, with copier and all else loaded: a tenth of the time.
    """
    output, errors = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd or ROOT),
        patch.dict(os.environ, environment or {}),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(_written(sent)))),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        code = cli.main(["portal", *(str(word) for word in words)])
    return _told(code, output.getvalue(), errors.getvalue())


def portal_process(*words: object, sent: object) -> Told:
    """The same from a process of its own, as a portal starts it."""
    command = [sys.executable, "-m", "golden_paths.cli", "portal", *(str(word) for word in words)]
    ran = subprocess.run(command, input=_written(sent), capture_output=True, cwd=ROOT)
    return _told(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def created(releases: Releases, target: Path, sent: object) -> Told:
    """`portal` for a new repository."""
    return portal("create", target, "--template", releases.folder, sent=sent)


def _written(sent: object) -> bytes:
    text = sent if isinstance(sent, str | bytes) else json.dumps(sent)
    return text if isinstance(text, bytes) else text.encode()


def _told(code: int, output: str, errors: str) -> Told:
    assert "Traceback" not in errors, errors
    return code, json.loads(output), errors
