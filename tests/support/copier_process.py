"""A process that has copier loaded, and forks a `copier` command for each line that it is given.

`terminal.py` starts it. A command writes into a file, or on a terminal. There it says, as the title, how many signs it
had read when it drew the screen: whoever typed knows then that this answers all of it, and that nothing is missing.
"""

import json
import os
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path
from typing import Any

import plumbum
from copier._cli import CopierApp
from prompt_toolkit.application import Application
from prompt_toolkit.input.posix_utils import PosixStdinReader
from rendering import copy

_read = PosixStdinReader.read
_begin = Application.__init__
_signs = 0


def main() -> None:
    """A line is a request to start, answered with a process id, or such an id, answered with the code it ends with."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(_started(**asked) if isinstance(asked, dict) else _ended(asked), flush=True)


def _started(into: str, folder: str, arguments: list[str]) -> int:
    _know(tuple(word for word in arguments if Path(word, "copier.yml").is_file()))
    device = os.open(into, os.O_RDWR | os.O_NOCTTY)
    process = os.fork()
    if not process:
        _be_copier(device, folder, arguments)
    os.close(device)
    return process


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@cache
def _know(templates: tuple[str, ...]) -> None:
    """Let `done_once` keep what every command on this template reads and compiles."""
    for template in templates:
        with tempfile.TemporaryDirectory() as folder:
            copy(Path(folder, "repository"), template=Path(template))


def _be_copier(device: int, folder: str, arguments: list[str]) -> None:
    code: Any = 1
    try:
        if os.isatty(device):
            os.login_tty(device)
        else:
            for number, source in enumerate((os.open(os.devnull, os.O_RDONLY), device, device)):
                os.dup2(source, number)
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
        plumbum.local.cwd.chdir(folder)
        PosixStdinReader.read = _counted  # type: ignore[method-assign]
        Application.__init__ = _announced  # type: ignore[method-assign]
        CopierApp.run(["copier", *arguments])
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


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
