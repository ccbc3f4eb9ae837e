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
# So long may a process finish what it answers, when the code has changed.
GRACE_SECONDS = 1


class Process:
    """A process that may become any function, once. variables: all that it has until then."""

    def __init__(self, modules: list[str], services: list[str], variables: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=variables,
            # Ctrl-C is for the server, which ends this process.
            start_new_session=True,
        )
        self._busy = threading.Lock()
        self._send({"modules": modules, "services": services})

    def become(self, function: dict[str, Any]) -> dict[str, Any]:
        """Start the function; the answer has its `problem`, or nothing there."""
        return self._ask(function) or {"problem": "its process ended while it started: see above", "modules": []}

    def invoke(self, event: dict[str, Any]) -> Any:
        """What the function answers, or None: it failed, and the terminal says why. One event at a time."""
        with self._busy:
            return (self._ask(event) or {}).get("answer")

    def end(self, *, grace: float = 0) -> None:
        """End the process, whatever it does after so many seconds."""
        if grace and self._busy.acquire(timeout=grace):
            self._busy.release()
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
    """A function that answers with the code that was last started; until it has, requests wait."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.described, self.problem = described, "it was not started yet"
        self._process: Process | None = None
        self._changing = threading.Lock()

    def start(self, process: Process) -> list[str]:
        """Answer by `process` from now on. Returns the modules that it needed."""
        before, debugged = self._process, bool(self.described["debug_port"])
        with self._changing:
            if before and debugged:
                # Both would listen on one port.
                before.end()
            found = process.become(self.described)
            self._process, self.problem = process, found["problem"]
        if before and not debugged:
            before.end(grace=GRACE_SECONDS)
        modules: list[str] = found["modules"]
        return modules

    def invoke(self, event: dict[str, Any]) -> tuple[Any, str]:
        """What the function answers, or None: it failed; and why it does not start, or nothing."""
        with self._changing:
            process, problem = self._process, self.problem
        return (None if problem or not process else process.invoke(event)), problem

    def end(self) -> None:
        if self._process:
            self._process.end()


class Functions:
    """All functions of a definition, and for each a process in reserve, which gets ready at once.

    services: of AWS, for which they will need clients. variables: all that each process has besides those of its
    function, from its start on: a library that calls AWS while it is imported calls the same as the function.
    debug_port: of the first function, the next ports of the others; 0: nobody debugs.
    """

    def __init__(
        self,
        described: dict[str, dict[str, Any]],
        services: list[str],
        variables: dict[str, str],
        debug_port: int = 0,
    ) -> None:
        self._services, self._modules, self._variables = services, _kept(), variables
        self._functions = {
            name: Function(
                {**each, "name": name, "folder": str(CODE), "debug_port": debug_port and debug_port + position}
            )
            for position, (name, each) in enumerate(described.items())
        }
        self._reserve = {name: self._process() for name in described}

    def start(self) -> dict[str, str]:
        """Start each with the code as it is now. Returns why one does not start."""
        for name, function in self._functions.items():
            needed = function.start(self._reserve.pop(name))
            self._modules = needed or self._modules
            self._reserve[name] = self._process()
        if self._modules != _kept():
            KEPT.write_text(json.dumps(self._modules), "utf-8")
        return {name: function.problem for name, function in self._functions.items() if function.problem}

    def invoke(self, name: str, event: dict[str, Any]) -> tuple[Any, str]:
        """As `Function.invoke`."""
        return self._functions[name].invoke(event)

    def end(self) -> None:
        for each in (*self._functions.values(), *self._reserve.values()):
            each.end()

    def _process(self) -> Process:
        return Process(self._modules, self._services, self._variables)


def _kept() -> list[str]:
    """The modules that a function needed when it started last."""
    try:
        found: list[str] = json.loads(KEPT.read_text("utf-8"))
        return found
    except (OSError, ValueError):
        return []
