"""A process that has copier and `golden_paths` loaded, and forks one of their commands for each line that it is given.

`forked.py` starts it. A command writes into files, or on a terminal. There it says, as the title, how many signs it had
read when it drew the screen: whoever typed knows then that this answers all of it, and that nothing is missing.
"""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import plumbum
from copier._cli import CopierApp
from exports import ROOT
from prompt_toolkit.application import Application
from prompt_toolkit.input.posix_utils import PosixStdinReader
from rendering import copy

sys.path.append(str(ROOT))

from golden_paths.cli import main as golden_paths

_read = PosixStdinReader.read
_begin = Application.__init__
_signs = 0


def main() -> None:
    """A line is a request to start, answered with a process id, or such an id, answered with the code it ends with."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(_started(**asked) if isinstance(asked, dict) else _ended(asked), flush=True)


def _started(files: Sequence[str], arguments: Sequence[str], **surroundings: Any) -> int:
    """files: those of standard input, output and errors. arguments: the program and its own."""
    _know(tuple(word for word in arguments if Path(word, "copier.yml").is_file()))
    devices = [os.open(file, os.O_RDWR | os.O_NOCTTY) for file in files]
    process = os.fork()
    if not process:
        _be(devices, *arguments, **surroundings)
    for device in devices:
        os.close(device)
    return process


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@cache
def _know(templates: tuple[str, ...]) -> None:
    """Let `done_once` keep what every command on one of the exported templates reads and compiles."""
    for template in templates:
        if not Path(template, ".git").exists():
            with tempfile.TemporaryDirectory() as folder:
                copy(Path(folder, "repository"), template=Path(template))


def _be(devices: Sequence[int], program: str, *arguments: str, folder: str, environment: Mapping[str, str]) -> None:
    code: Any = 1
    try:
        if os.isatty(devices[0]):
            os.login_tty(os.dup(devices[0]))
        else:
            for number, device in enumerate(devices):
                os.dup2(device, number)
        os.closerange(3, 1024)
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
        _stand_in(folder, environment)
        PosixStdinReader.read = _counted  # type: ignore[method-assign]
        Application.__init__ = _announced  # type: ignore[method-assign]
        code = PROGRAMS[program](arguments)
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _stand_in(folder: str, environment: Mapping[str, str]) -> None:
    """As a program that was started there, with these variables."""
    plumbum.local.cwd.chdir(folder)
    for variables in (os.environ, plumbum.local.env):
        variables.clear()
        variables.update(environment)
    tempfile.tempdir = None


PROGRAMS: Mapping[str, Callable[[Sequence[str]], Any]] = {
    "copier": lambda arguments: CopierApp.run(["copier", *arguments]),
    "golden-paths": golden_paths,
}


def _counted(self: PosixStdinReader, count: int = 1024) -> str:
    global _signs
    signs = _read(self, count)
    _signs += len(signs)
    return signs


def _announced(self: Application[Any], *arguments: Any, **options: Any) -> None:
    _begin(self, *arguments, **options)
    self.after_render += _announce


def _announce(application: Application[Any]) -> None:
    application.output.set_title(str(_signs))
    application.output.flush()


if __name__ == "__main__":
    main()
