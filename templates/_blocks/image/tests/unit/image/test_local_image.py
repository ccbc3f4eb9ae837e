"""The image on a laptop is built and run by the first tool that is there, or by the one that a person chose."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from settings.failure import ActionFailed
from tests.support.image import Engine
from workload.image import engine, local
from workload.image.__main__ import main

PROJECT = Path(__file__).parents[3]
# Like compose: stops its containers when it is interrupted, which takes a while, and says so. It waits for the signal
# itself: a handler would run only after a sleep that began in the moment between the signal and the system call.
COMPOSE = """#!{python}
import pathlib, signal, sys, time
if sys.argv[1] != "compose": sys.exit()
folder = pathlib.Path({folder!r})
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
(folder / "started").touch()
if signal.sigtimedwait([signal.SIGINT], 30) is None: sys.exit("nobody interrupted it")
time.sleep(0.1)
(folder / "stopped").touch()
sys.exit(130)
"""


@pytest.mark.parametrize("tool", ["docker", "podman", "buildah"])
def test_the_tool_that_is_there_builds(tools: Engine, tool: str) -> None:
    tools.install(tool)
    assert main(["build"]) == 0
    [call] = tools.calls
    assert call.words[0] == tool
    assert call.values("--tag") == [local.TAG]
    assert call.words[-1] == "."


def test_the_first_of_several_is_taken_unless_a_person_chooses(tools: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.install("podman", "docker")
    local.build()
    monkeypatch.setenv(engine.CHOICE, "podman")
    local.build()
    assert [call.words[0] for call in tools.calls] == ["docker", "podman"]


@pytest.mark.parametrize("tool", ["docker", "podman"])
def test_run_builds_first_and_stop_removes_the_database(tools: Engine, tool: str) -> None:
    tools.install(tool)
    assert [main(["up"]), main(["down"])] == [0, 0]
    build, up, down = tools.calls
    assert build.values("--tag") == [local.TAG]
    assert up.words == [tool, "compose", "up"]
    assert down.words == [tool, "compose", "down", "--volumes"]


def test_after_ctrl_c_run_ends_well(tools: Engine) -> None:
    tools.install("docker")
    tools.answer(fails="compose", code=130)
    assert main(["up"]) == 0


def test_ctrl_c_lets_compose_stop_its_containers(tools: Engine) -> None:
    (tools.folder / "docker").write_text(COMPOSE.format(python=sys.executable, folder=str(tools.folder)))
    (tools.folder / "docker").chmod(0o755)
    with subprocess.Popen([sys.executable, "-m", "workload.image", "up"], cwd=PROJECT, start_new_session=True) as run:
        deadline = time.monotonic() + 20
        while not (tools.folder / "started").exists():
            assert time.monotonic() < deadline and run.poll() is None, "docker compose was not started"
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(timeout=20) == 0
    assert (tools.folder / "stopped").exists()


def test_without_any_tool_the_sentence_says_what_to_install(tools: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 1
    assert capsys.readouterr().err.startswith("docker, podman, buildah: not installed here; install one of them")


def test_a_tool_that_cannot_do_it_is_refused(tools: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.CHOICE, "buildah")
    tools.install("buildah")
    with pytest.raises(ActionFailed, match="CONTAINER_TOOL=buildah: one of docker, podman is needed"):
        local.up()


def test_a_chosen_tool_that_is_missing_is_named(tools: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.install("docker")
    monkeypatch.setenv(engine.CHOICE, "podman")
    with pytest.raises(ActionFailed, match=r"^podman: not installed here; install podman"):
        local.build()


def test_an_engine_that_does_not_run_is_one_sentence(tools: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    tools.install("docker")
    tools.answer(fails="buildx", code=125)
    assert main(["build"]) == 1
    assert capsys.readouterr().err == (
        "`docker buildx build` failed (exit code 125); the lines above say why. If its engine does not run here, "
        "start it, or choose another tool, for example CONTAINER_TOOL=podman.\n"
    )


def test_docker_that_is_missing_in_codebuild_is_one_sentence(tools: Engine) -> None:
    with pytest.raises(ActionFailed, match="docker is not installed here, so `docker login` cannot run"):
        engine.run("docker", "login", "--password-stdin")
