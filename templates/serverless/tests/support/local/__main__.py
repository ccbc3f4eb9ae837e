"""`make run`: the functions behind an HTTP server on this machine, with an AWS in memory, until Ctrl-C.

Changed code is served at once, with the data as it is. A changed template is read again.
"""

import argparse
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from settings.failure import ActionFailed, exit_code
from tests.support import no_account
from tests.support.local import definition
from tests.support.local.changes import Changes, Templates, code
from tests.support.local.definition import CODE, SERVICES, Definition
from tests.support.local.gateway import Gateway
from tests.support.local.processes import Functions

if TYPE_CHECKING:
    from tests.support.local import aws

HOST, PORT = "127.0.0.1", 8080
SECONDS_BETWEEN_LOOKS = 0.1
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Lambda sets the first; nobody collects traces here.
OF_LAMBDA = {"AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "TZ": "UTC"}
OF_LAPTOP = {"POWERTOOLS_TRACE_DISABLED": "true", "PYTHONUNBUFFERED": "1"}


class Stopped(Exception):
    """Ctrl-C, the process was told to end, or its terminal was closed."""


class Server:
    """The HTTP server, whose functions and routes change with the definition.

    variables, debug_port: as for Functions. Raises ActionFailed: the port is taken.
    """

    def __init__(self, found: Definition, port: int, variables: dict[str, str], debug_port: int) -> None:
        _refuse_taken(port)
        self._variables, self._debug_port = variables, debug_port
        self._functions, self._before = self._processes(found), list[Functions]()
        self._gateway: Any = None
        self._http: BaseWSGIServer = make_server(HOST, port, self._serve, threaded=True, request_handler=_Quiet)

    def open(self, found: Definition) -> None:
        """Answer requests."""
        self._take(found, self._functions)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def define(self, found: Definition) -> None:
        """Serve other functions and routes from now on."""
        before = self._functions
        self._before.append(before)
        functions = self._processes(found)
        if self._debug_port:
            # Both would listen on one port.
            before.end()
        self._take(found, functions)
        before.end(grace=True)

    def reload(self) -> bool:
        """Serve the code as it is now, and say what does not start. Returns whether everything does."""
        problems = self._functions.start()
        for name, problem in problems.items():
            print(f"{name} does not start: {problem}", file=sys.stderr, flush=True)
        return not problems

    def end(self) -> None:
        self._http.server_close()
        for each in (self._functions, *self._before):
            each.end()

    def _processes(self, found: Definition) -> Functions:
        services = sorted({SERVICES[kind] for kind, *_ in found.stores})
        return Functions(found.functions, services, self._variables, self._debug_port)

    def _take(self, found: Definition, functions: Functions) -> None:
        self._functions = functions
        self.reload()
        self._gateway = Gateway(found.routes, functions.invoke)

    def _serve(self, environ: Any, start_response: Any) -> Any:
        return self._gateway(environ, start_response)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the functions say what they do."""


def _refuse_taken(port: int) -> None:
    try:
        with socket.create_server((HOST, port)):
            return
    except OSError:
        raise ActionFailed(
            f"Port {port} of {HOST} is not free. Stop what uses it, or choose another one: make run PORT={port + 1}"
        ) from None


def _forget_the_account() -> None:
    kept = no_account.variables()
    os.environ.clear()
    os.environ.update(kept)


def _definition() -> Definition:
    known = definition.known()
    if known is None:
        print("Reading functions, routes and tables from the templates, once ...", flush=True)
    return known or definition.read()


def run(port: int, debug_port: int) -> None:
    """Serve until Ctrl-C. Raises ActionFailed: the port is taken, or there is nothing to serve."""
    _refuse_taken(port)
    _forget_the_account()
    # Decided before moto is there, so that each process knows from its start on where its AWS is.
    with _until_stopped(), socket.create_server((HOST, 0)) as of_aws:
        # What is saved while all of it starts has changed as well.
        service, templates = changes()
        found = _definition()
        reached_by = no_account.variables(of_aws.getsockname()[1], found.region)
        server = Server(found, port, {**reached_by, **OF_LAMBDA, **OF_LAPTOP}, debug_port)
        try:
            # Not at the top: while moto is imported, the functions import their libraries.
            from tests.support.local import aws

            with aws.running(found.region, of_aws) as stores:
                stores.make(found.stores)
                server.open(found)
                print(f"The service answers on http://{HOST}:{port} until Ctrl-C; its tables are empty.", flush=True)
                for number, name in enumerate(found.functions if debug_port else ()):
                    print(f"A debugger can attach to {name} on {HOST}:{debug_port + number}.", flush=True)
                _watch(server, stores, service, templates)
        finally:
            server.end()


def changes() -> tuple[Changes, Templates]:
    """Those of the service's code, and of the templates, from now on."""
    return Changes(lambda: code(CODE)), Templates()


def _watch(server: Server, stores: "aws.Stores", service: Changes, templates: Templates) -> None:
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if changed := service.since_last_time():
            began = time.monotonic()
            if server.reload():
                print(f"{_names(changed)} changed: served after {time.monotonic() - began:.1f} s.", flush=True)
        if changed := templates.since_last_time():
            print(f"{_names(changed)} changed: reading functions, routes and tables again ...", flush=True)
            try:
                found = definition.read()
                for name in stores.make(found.stores):
                    print(f"{name} has changed: start `make run` again to have it so, empty.", flush=True)
                server.define(found)
            except ActionFailed as error:
                print(f"{error} What ran before still does.", file=sys.stderr, flush=True)


def _names(changed: list[Path]) -> str:
    return changed[0].as_posix() + (f" and {len(changed) - 1} more" if len(changed) > 1 else "")


@contextmanager
def _until_stopped() -> Iterator[None]:
    def stop(*_: object) -> None:
        # Once: while it ends, a second Ctrl-C must not leave processes.
        for each in ENDS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in ENDS:
        signal.signal(each, stop)
    try:
        yield
    except Stopped:
        # A terminal that was closed shows nothing any more.
        with suppress(OSError):
            print("Stopped.", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--debug-port", type=int, default=0)
    given = parser.parse_args()
    return exit_code(lambda: run(given.port, given.debug_port))


if __name__ == "__main__":
    sys.exit(main())
