"""One function in a process of its own, as Lambda has it: asked on its input, it answers on its output.

A line each way is one JSON object. First come modules and services of AWS: libraries and clients take the time, so it
gets them ready before it knows any code of the service. Then the function; the answer is its `problem` or nothing, and
the modules that it took. Then events, one at a time. The process ends with its input. What the function prints goes to
the terminal.
"""

import contextlib
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4


def sentence(error: BaseException, folder: Path) -> str:
    """What is wrong and where: file and line of the code of the service in which it began."""
    if isinstance(error, SyntaxError) and error.filename:
        place = f"{_shown(error.filename)}:{error.lineno}: "
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = [each for each in frames if Path(each.filename).is_relative_to(folder)]
        place = f"{_shown(own[-1].filename)}:{own[-1].lineno}: " if own else ""
    return f"{place}{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"


def _shown(file: str) -> str:
    here = Path.cwd()
    return Path(file).relative_to(here).as_posix() if Path(file).is_relative_to(here) else file


def get_ready(modules: Sequence[str] = (), services: Sequence[str] = ()) -> None:
    """Import `modules`, and read what boto3 needs for clients of `services`. What fails here fails again later."""
    with contextlib.suppress(Exception):
        for module in modules:
            importlib.import_module(module)
    with contextlib.suppress(Exception):
        for service in services:
            boto3 = importlib.import_module("boto3")
            boto3.client(service, region_name="eu-west-1", aws_access_key_id="-", aws_secret_access_key="-")


def start(function: dict[str, Any], folder: Path) -> Any:
    """The handler of the function, whose variables are those of this process from now on."""
    os.environ.update(function["variables"])
    sys.path.insert(0, str(folder))
    if function["debug_port"]:
        # Its warning is about modules of Python itself.
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
        import debugpy

        # In this process: else another one stays behind that listens.
        debugpy.listen(("127.0.0.1", function["debug_port"]), in_process_debug_adapter=True)
        os.environ["PYTHONBREAKPOINT"] = "debugpy.breakpoint"
    module, _, name = function["handler"].rpartition(".")
    return getattr(importlib.import_module(module), name)


def context(function: dict[str, Any]) -> SimpleNamespace:
    """What Lambda tells a function about its invocation."""
    ends = time.monotonic() + function["timeout"]
    return SimpleNamespace(
        function_name=function["name"],
        function_version="$LATEST",
        memory_limit_in_mb=512,
        invoked_function_arn=f"arn:aws:lambda:{os.environ['AWS_REGION']}:111111111111:function:{function['name']}",
        aws_request_id=str(uuid4()),
        get_remaining_time_in_millis=lambda: max(0, int(1000 * (ends - time.monotonic()))),
    )


def main() -> None:
    """Read and answer until the input ends."""
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)

    def answer(said: dict[str, Any]) -> None:
        print(json.dumps(said), file=answers, flush=True)

    get_ready(**json.loads(asked.readline() or "{}"))
    line = asked.readline()
    if not line:
        return
    function = json.loads(line)
    folder = Path(function["folder"])
    try:
        handler = start(function, folder)
    except BaseException as error:
        answer({"problem": sentence(error, folder), "modules": []})
        return
    answer({"problem": "", "modules": _libraries(folder)})
    for line in asked:
        try:
            answer({"answer": handler(json.loads(line), context(function))})
        except BaseException:
            traceback.print_exc()
            answer({"answer": None})


def _libraries(folder: Path) -> list[str]:
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    theirs = [name for name, file in files.items() if file and not Path(file).is_relative_to(folder)]
    return [name for name in theirs if name != "__main__"]


if __name__ == "__main__":
    main()
