"""Runs `copier` and `golden-paths` from a process that has them loaded, which is most of what such a command takes.

Where a test is about the start itself, it starts the program as a person does.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from exports import SUPPORT


def forked(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program, which is the first of `arguments`, run in `folder`, where nobody can answer a question."""
    with NamedTemporaryFile("r", encoding="utf-8") as output, NamedTemporaryFile("r", encoding="utf-8") as errors:
        code = begun(arguments, (os.devnull, output.name, errors.name), folder, os.environ)()
        return subprocess.CompletedProcess(arguments, code, output.read(), errors.read())


def begun(
    arguments: Sequence[str], files: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Callable[[], int]:
    """Start it, with a terminal or these files as its standard ones; returns what waits for its end, for its code."""
    asked = {"files": files, "arguments": arguments, "folder": str(folder), "environment": dict(environment)}
    return partial(_told, _told(asked))


def _told(asked: Any) -> int:
    process = _loaded()
    assert process.stdin and process.stdout
    process.stdin.write(f"{json.dumps(asked)}\n")
    process.stdin.flush()
    return int(process.stdout.readline())


@cache
def _loaded() -> subprocess.Popen[str]:
    command = [sys.executable, str(SUPPORT / "loaded_programs.py")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process
