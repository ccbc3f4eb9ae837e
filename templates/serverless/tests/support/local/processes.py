"""The functions of `make run`, each in a process, and a process in reserve that has its libraries already."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "worker.py"
CODE = Path("workload/service/runtime").resolve()
KEPT = Path("build/local-modules.json")
SECONDS = 5


class Process:
    """A process that may become any function, once."""

    def __init__(self, modules: list[str], services: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # Ctrl-C is for the server, which ends this process.
            start_new_session=True,
        )
        self._send({"modules": modules, "services": services})

    def become(self, function: dict[str, Any]) -> dict[str, Any]:
        """Start the function; the answer has its `problem`, or nothing there."""
        return self._ask(function) or {"problem": "its process ended while it started: see above", "modules": []}

    def invoke(self, event: dict[str, Any]) -> Any:
        """What the function answers, or None: it failed, and the terminal says why."""
        return (self._ask(event) or {}).get("answer")

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait(timeout=SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            try:
                stream.close()
            except OSError:
                continue

    def _ask(self, what: Any) -> Any:
        assert self._process.stdout is not None
        try:
            self._send(what)
            line = self._process.stdout.readline()
        except (OSError, ValueError):
            return None
        return json.loads(line) if line else None

    def _send(self, what: Any) -> None:
        assert self._process.stdin is not None
        print(json.dumps(what), file=self._process.stdin, flush=True)


class Function:
    """A function that answers one event at a time, with the code that was last started."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.described, self.problem = described, "it was not started yet"
        self._process: Process | None = None
        self._lock = threading.Lock()

    def start(self, process: Process, variables: dict[str, str]) -> list[str]:
        """Answer by `process` from now on. Returns the modules that it needed."""
        before = self._process
        if before and self.described["debug_port"]:
            # Both would listen on one port.
            before.end()
        found = process.become({**self.described, "variables": {**variables, **self.described["variables"]}})
        if before:
            # What it still answers is of the old code.
            before.end()
        with self._lock:
            self._process, self.problem = process, found["problem"]
        modules: list[str] = found["modules"]
        return modules

    def invoke(self, event: dict[str, Any]) -> Any:
        """What the function answers, or None: it failed."""
        with self._lock:
            return self._process.invoke(event) if self._process and not self.problem else None

    def end(self) -> None:
        if self._process:
            self._process.end()


class Functions:
    """All functions of a definition, and for each a process in reserve, which gets ready at once.

    services: of AWS, for which they will need clients. debug_port: of the first function, the next ports of the others;
    0: nobody debugs.
    """

    def __init__(self, described: dict[str, dict[str, Any]], services: list[str], debug_port: int = 0) -> None:
        self._services, self._modules = services, _kept()
        self._functions = {
            name: Function(
                {**each, "name": name, "folder": str(CODE), "debug_port": debug_port and debug_port + position}
            )
            for position, (name, each) in enumerate(described.items())
        }
        self._reserve = {name: self._process() for name in described}

    def start(self, variables: dict[str, str]) -> dict[str, str]:
        """Start each with the code as it is now, and `variables` besides its own. Returns why one does not start."""
        for name, function in self._functions.items():
            needed = function.start(self._reserve.pop(name), variables)
            self._modules = needed or self._modules
            self._reserve[name] = self._process()
        if self._modules != _kept():
            KEPT.write_text(json.dumps(self._modules), "utf-8")
        return {name: function.problem for name, function in self._functions.items() if function.problem}

    def problem(self, name: str) -> str:
        """Why a function does not start, or nothing."""
        return self._functions[name].problem

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """As `Function.invoke`."""
        return self._functions[name].invoke(event)

    def end(self) -> None:
        for each in (*self._functions.values(), *self._reserve.values()):
            each.end()

    def _process(self) -> Process:
        return Process(self._modules, self._services)


def _kept() -> list[str]:
    """The modules that a function needed when it started last."""
    try:
        found: list[str] = json.loads(KEPT.read_text("utf-8"))
        return found
    except (OSError, ValueError):
        return []
