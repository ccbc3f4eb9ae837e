"""The functions of `make run`, each in a process, and a process in reserve that has its libraries already."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "worker.py"
CODE = Path("workload/service/runtime").resolve()
KEPT = Path("build/local-modules.json")
SECONDS = 5
# So long does API Gateway wait for an answer.
SECONDS_OF_A_REQUEST = 30
# So long may a process finish what it answers, where the next one needs its port.
SECONDS_OF_A_PORT = 1


class Busy(Exception):
    """A function that answers another request, for longer than a request may take."""


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
        self._asked, self._fewer = 0, threading.Condition()
        self._send({"modules": modules, "services": services})

    def become(self, function: dict[str, Any]) -> dict[str, Any]:
        """Start the function; the answer has its `problem`, or nothing there."""
        return self._ask(function) or {"problem": "its process ended while it started: see above", "modules": []}

    def take(self) -> None:
        """Announce an `invoke`, for which an `end` with some grace waits."""
        with self._fewer:
            self._asked += 1

    def invoke(self, event: dict[str, Any]) -> Any:
        """What the function answers, or None: it failed, and the terminal says why. One event at a time.

        Once for each `take`. Raises Busy.
        """
        try:
            if not self._busy.acquire(timeout=SECONDS_OF_A_REQUEST):
                raise Busy
            try:
                return (self._ask(event) or {}).get("answer")
            finally:
                self._busy.release()
        finally:
            with self._fewer:
                self._asked -= 1
                self._fewer.notify_all()

    def end(self, *, grace: float = 0) -> None:
        """End the process and all that it started, once it has answered, or after so many seconds."""
        try:
            with self._fewer:
                self._fewer.wait_for(lambda: not self._asked, grace)
        finally:
            self._kill()

    def runs(self) -> bool:
        return self._process.poll() is None

    def _kill(self) -> None:
        # A group of its own, since its start. Not after it was waited for: the number may be of another one.
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):
                stream.close()

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
        self._leaving: list[Process] = []
        self._changing = threading.Lock()

    def start(self, process: Process) -> list[str]:
        """Answer by `process` from now on. Returns the modules that it needed."""
        before, debugged = self._process, bool(self.described["debug_port"])
        with self._changing:
            if before and debugged:
                # Both would listen on one port.
                before.end(grace=SECONDS_OF_A_PORT)
            found = process.become(self.described)
            self._process, self.problem = process, found["problem"]
        if before and not debugged:
            self._leave(before)
        modules: list[str] = found["modules"]
        return modules

    def invoke(self, event: dict[str, Any]) -> tuple[Any, str]:
        """What the function answers, or None: it failed; and why it does not start, or nothing. Raises Busy."""
        with self._changing:
            process, problem = self._process, self.problem
            if problem or not process:
                return None, problem
            process.take()
        try:
            return process.invoke(event), ""
        except Busy:
            raise Busy(
                f"{self.described['name']} is still busy with another request. Here it answers one at a time, so it "
                "cannot call its own API."
            ) from None

    def end(self, *, grace: bool = False) -> None:
        """Answer nothing any more. grace: what was asked before is answered, for as long as a request may take."""
        with self._changing:
            process, self._process = self._process, None
            self.problem = "the templates have changed: ask again"
        if process:
            self._leave(process) if grace else process.end()
        if not grace:
            for each in self._leaving:
                each.end()

    def _leave(self, process: Process) -> None:
        # Beside everything else: the next change is served while an old request still runs.
        self._leaving = [each for each in self._leaving if each.runs()] + [process]
        threading.Thread(target=process.end, kwargs={"grace": SECONDS_OF_A_REQUEST}, daemon=True).start()


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
            # Still in the reserve meanwhile: Ctrl-C must find it somewhere.
            needed = function.start(self._reserve[name])
            self._modules = needed or self._modules
            self._reserve[name] = self._process()
        if self._modules != _kept():
            KEPT.write_text(json.dumps(self._modules), "utf-8")
        return {name: function.problem for name, function in self._functions.items() if function.problem}

    def invoke(self, name: str, event: dict[str, Any]) -> tuple[Any, str]:
        """As `Function.invoke`."""
        return self._functions[name].invoke(event)

    def end(self, *, grace: bool = False) -> None:
        """As `Function.end`, and end the processes in reserve."""
        for function in self._functions.values():
            function.end(grace=grace)
        for process in self._reserve.values():
            process.end()

    def _process(self) -> Process:
        return Process(self._modules, self._services, self._variables)


def _kept() -> list[str]:
    """The modules that a function needed when it started last."""
    try:
        found: list[str] = json.loads(KEPT.read_text("utf-8"))
        return found
    except (OSError, ValueError):
        return []
