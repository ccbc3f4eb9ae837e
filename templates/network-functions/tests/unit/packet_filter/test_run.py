"""The whole function in this process: only the kernel, and the programs that speak to it, are pretended."""

import http.client
import json
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from packet_filter import interfaces, nft, run, sessions
from packet_filter.nft import NftError
from packet_filter.policy_source import S3Source
from packet_filter.settings import Settings

from tests.unit.packet_filter.fakes import FakeKernel
from tests.unit.packet_filter.policies import WEB
from tests.unit.packet_filter.test_settings import GOOD


def free_port() -> int:
    """One that nobody had a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Function:
    """Settings of a function whose packets come bare, and what it is asked while it runs."""

    def __init__(self, folder: Path) -> None:
        self.policy = folder / "policy.yaml"
        self.policy.write_text(WEB, encoding="utf-8")
        self.port = free_port()
        bare = {"INSIDE": "eth0", "OUTSIDE": "eth1", "POLICY_FILE": str(self.policy), "POLICY_SECONDS": "1"}
        self.settings = Settings.load({**GOOD, **bare, "HEALTH_PORT": str(self.port), "DRAIN_SECONDS": "1"})

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        """Its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def wait(self, word: str) -> None:
        """Until its health is this word."""
        for _ in range(200):
            try:
                if self.get("/health")[1]["status"] == word:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"never {word}")

    def run(self, meanwhile: Callable[[], None]) -> int:
        """Its exit code; `meanwhile` runs beside it, and its errors are the test's."""
        errors: list[BaseException] = []

        def guarded() -> None:
            try:
                meanwhile()
            except BaseException as error:
                errors.append(error)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)

        beside = threading.Thread(target=guarded)
        beside.start()
        code = run.run(self.settings)
        beside.join()
        assert not errors, errors
        return code


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKernel]:
    """In place of the kernel."""
    fake = FakeKernel()
    for name in ("check", "load", "loaded"):
        monkeypatch.setattr(nft, name, getattr(fake, name))
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/sbin/{program}")
    monkeypatch.setattr(interfaces, "prepare", lambda _: fake.done.append(("prepare", "")))
    monkeypatch.setattr(run, "Measurements", FakeMeasurements)
    monkeypatch.setattr(sessions, "left", lambda: 0)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield fake
    for number, handler in handlers.items():
        signal.signal(number, handler)


class FakeMeasurements:
    """Measures nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def before_load(self) -> None:
        """Nothing."""

    def after_load(self, _: object) -> None:
        """Nothing."""

    def emit(self) -> None:
        """Nothing."""


def test_it_filters_before_it_forwards_takes_new_policies_and_ends_well(tmp_path: Path, kernel: FakeKernel) -> None:
    function = Function(tmp_path)

    def meanwhile() -> None:
        function.wait("ok")
        function.policy.write_text(WEB.replace("80", "81"), encoding="utf-8")
        while len(kernel.loads()) < 2:
            time.sleep(0.05)

    assert function.run(meanwhile) == 0
    assert [what for what, _ in kernel.done] == ["check", "load", "prepare", "check", "load"]


def test_without_a_policy_it_says_so_until_there_is_one(tmp_path: Path, kernel: FakeKernel) -> None:
    function = Function(tmp_path)
    function.policy.unlink()

    def meanwhile() -> None:
        function.wait("no policy")
        code, status = function.get("/status")
        assert (code, status["policy"]) == (200, None)
        function.policy.write_text(WEB, encoding="utf-8")
        function.wait("ok")

    assert function.run(meanwhile) == 0


def test_a_rule_set_that_cannot_be_loaded_at_the_start_ends_it(
    tmp_path: Path, kernel: FakeKernel, capsys: pytest.CaptureFixture[str]
) -> None:
    kernel.refuses_load = NftError("Operation not permitted")
    assert run.run(Function(tmp_path).settings) == 1
    assert "the function cannot run: nft: Operation not permitted" in capsys.readouterr().out


def test_programs_that_are_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert run.run(Function(tmp_path).settings) == 1
    said = capsys.readouterr().out
    assert "programs are missing: nft (package nftables), conntrack (package conntrack), ip (package iproute2)" in said


def test_a_policy_in_s3_is_asked_for_with_little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr(boto3, "client", lambda name, config: asked.update(name=name, config=config))
    stored = {**GOOD, "POLICY_FILE": "", "POLICY_BUCKET": "policies", "POLICY_KEY": "dev/policy.yaml"}
    source = run._source(Settings.load(stored))
    assert isinstance(source, S3Source)
    assert (source.name, asked["name"]) == ("s3://policies/dev/policy.yaml", "s3")
    assert asked["config"].read_timeout == 5  # type: ignore[attr-defined]
