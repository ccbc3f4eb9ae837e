"""A plug-in of pytest for rendered repositories: writes down which calls of AWS their tests made, and from which lines.

    PYTHONPATH=tests/support/calls RECORDED_CALLS=FOLDER python -m pytest -p recorded_calls

FOLDER gets a file from each run: a JSON list of [method of boto3, [[file, line], …]], each frame below the test once.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from botocore import xform_name

# Code that Lambda gets as one text has no file.
NO_FILE = "<string>"
# A test that starts pytest starts one without this.
for _name in ("PYTEST_ADDOPTS", "PYTHONPATH"):
    os.environ.pop(_name, None)
# Tests change the folder.
_ROOT = f"{Path.cwd()}{os.sep}"
_made: set[tuple[str, tuple[tuple[str, int], ...]]] = set()


def _hear(operation: Any) -> None:
    frames: list[tuple[str, int]] = []
    frame: Any = sys._getframe(1)
    while frame:
        name = frame.f_code.co_filename
        if name == NO_FILE:
            frames.append((NO_FILE, frame.f_lineno))
        elif name.startswith(_ROOT) and not name.startswith((f"{_ROOT}tests", f"{_ROOT}.venv")):
            frames.append((name.removeprefix(_ROOT).replace(os.sep, "/"), frame.f_lineno))
        frame = frame.f_back
    if frames:
        _made.add((xform_name(operation.name), tuple(frames)))


def pytest_collection_finish() -> None:
    if judged := sys.modules.get("tests.support.judged_calls"):
        judged.LISTENERS.append(_hear)


def pytest_sessionfinish() -> None:
    folder = Path(os.environ["RECORDED_CALLS"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{os.getpid()}.json").write_text(json.dumps(sorted(_made)), "utf-8")
