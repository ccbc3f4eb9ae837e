"""A real Backstage backend with the scaffolder on loopback, asked by its HTTP API."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from exports import ROOT, SUPPORT
from local_containers import postgres
from npm_packages import NODE
from releases import Releases

from golden_paths.portal.release import release_in

FORMS = ROOT / "portal" / "backstage"
TOKEN = "of-the-tests-of-the-portal"  # noqa: S105  It opens nothing but the backend of a test.
START_SECONDS = TASK_SECONDS = 60
Json = Any


class Backend:
    """The API of the scaffolder and of the catalogue."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._port, self._process, self._folder = port, process, folder

    @property
    def log(self) -> str:
        """What the backend wrote until now."""
        return (self._folder / "log").read_text("utf-8")

    def heap(self) -> int:
        """Bytes of JavaScript in use, after garbage was collected."""
        file = self._folder / "heap"
        file.unlink(missing_ok=True)
        self._process.send_signal(signal.SIGUSR2)
        while not (file.exists() and file.read_text()):
            time.sleep(0.05)
        return int(file.read_text())

    def ask(self, path: str, sent: Json = None) -> tuple[int, Json]:
        """Status and body of a request; with a body it is a POST."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        data = None if sent is None else json.dumps(sent).encode()
        request = Request(f"http://127.0.0.1:{self._port}{path}", data, headers)
        try:
            with urlopen(request, timeout=TASK_SECONDS) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def entity(self, kind: str, name: str) -> Json:
        """An entity of the catalogue, once it is there."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            status, found = self.ask(f"/api/catalog/entities/by-name/{kind}/default/{name}")
            if status == 200:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{kind} {name} does not appear in the catalogue: {self.log[-2000:]}")

    def dry_run(self, template: Json, values: Mapping[str, Any], secrets: Mapping[str, str] | None = None) -> Json:
        """The result of a dry run, which has to be accepted."""
        sent = {"template": template, "values": values, "secrets": secrets or {}, "directoryContents": []}
        status, told = self.ask("/api/scaffolder/v2/dry-run", sent)
        assert status == 200, told
        return told

    def task(self, template: str, values: Mapping[str, Any], secrets: Mapping[str, str] | None = None) -> Json:
        """A task that ran to its end: status, the text of its log, and its output."""
        sent = {"templateRef": f"template:default/{template}", "values": values, "secrets": secrets or {}}
        status, started = self.ask("/api/scaffolder/v2/tasks", sent)
        assert status == 201, started
        end = time.monotonic() + TASK_SECONDS
        while time.monotonic() < end:
            _, task = self.ask(f"/api/scaffolder/v2/tasks/{started['id']}")
            if task["status"] not in ("open", "processing"):
                _, events = self.ask(f"/api/scaffolder/v2/tasks/{started['id']}/events")
                last = next(event for event in events if event["type"] == "completion")
                log = "\n".join(event["body"].get("message", "") for event in events)
                return {
                    "status": task["status"],
                    "log": log,
                    "output": last["body"].get("output", {}),
                    "events": events,
                }
            time.sleep(0.1)
        raise AssertionError(f"the task does not end: {self.log[-2000:]}")


def files_of(dry_run: Json) -> dict[str, bytes]:
    """The workspace that a dry run tells, by path."""
    return {each["path"]: base64.b64decode(each["base64Content"]) for each in dry_run["directoryContents"]}


def config_with(folder: Path, releases: Releases, allowed: Sequence[tuple[Releases, str]]) -> Json:
    """app-config with the exported templates in the catalogue. They render `releases`: v2.0.0 of it for an update.

    folder: where the templates are written. allowed: templates and versions that the portal offers.
    """
    located = []
    for path in sorted(FORMS.glob("*.yaml")):
        now, version = release_in(ROOT), "2.0.0" if path.stem == "update" else "1.0.0"
        text = path.read_text("utf-8").replace(now.address, str(releases.folder)).replace(now.version, version)
        (folder / path.name).write_text(text, "utf-8")
        located.append({"type": "file", "target": str(folder / path.name), "rules": [{"allow": ["Template"]}]})
    templates = [{"address": str(each.folder), "version": version} for each, version in allowed]
    return {
        "goldenPaths": {"command": str(Path(sys.executable).with_name("golden-paths")), "templates": templates},
        "catalog": {"locations": located, "rules": [{"allow": ["System", "Component", "API", "Resource"]}]},
    }


@contextmanager
def backend(module: Path, folder: Path, config: Json, environment: Mapping[str, str]) -> Iterator[Backend]:
    """A backend with the module built in `module`, until the context ends. config: that of `config_with`, at least.

    It keeps everything below `folder`.
    """
    (module / "backend.mjs").write_text((SUPPORT / "scaffolder" / "backend.mjs").read_text("utf-8"), "utf-8")
    subprocess.run(
        [NODE, "node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json"], cwd=module, check=True
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "work").mkdir(parents=True)
    with postgres(folder / "database") as database, (folder / "log").open("wb") as log:
        (folder / "app-config.yaml").write_text(json.dumps(_config(port, folder, database) | config), "utf-8")
        command = [NODE, "--expose-gc", "backend.mjs", "--config", folder / "app-config.yaml"]
        given = {**environment, "HEAP_FILE": str(folder / "heap"), "NODE_ENV": "production"}
        process = subprocess.Popen(command, cwd=module, env=os.environ | given, stdout=log, stderr=log)
        try:
            made = _ready(Backend(port, process, folder), process)
            for path in FORMS.glob("*.yaml"):
                made.entity("template", f"golden-path-{path.stem}")
            yield made
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _config(port: int, folder: Path, database: Mapping[str, str]) -> Json:
    connection = {"host": database["DATABASE_HOST"], "user": "postgres", "password": "not asked for"}
    here = f"http://127.0.0.1:{port}"
    return {
        "app": {"baseUrl": here},
        "backend": {
            "baseUrl": here,
            "listen": {"host": "127.0.0.1", "port": port},
            "database": {"client": "pg", "connection": connection},
            "workingDirectory": str(folder / "work"),
            "auth": {"externalAccess": [{"type": "static", "options": {"token": TOKEN, "subject": "tests"}}]},
        },
    }


def _ready(made: Backend, process: subprocess.Popen[bytes]) -> Backend:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if made.ask("/.backstage/health/v1/readiness")[0] == 200:
                return made
        except URLError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the backend does not start: {made.log[-4000:]}")
