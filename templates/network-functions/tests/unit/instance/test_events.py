"""The hooks in the order of a deployment, and that a hook that fails ends with 1 and its sentence."""

import json
from pathlib import Path

import pytest
from instance_hooks import events, machine
from instance_hooks.events import SETTLE_SECONDS, Hooks
from instance_hooks.failure import HookFailed
from instance_hooks.service import Service
from instance_hooks.target_group import TargetGroup

from tests.support.clock import Clock
from tests.unit.instance.conftest import INSTANCE, SETTINGS, TARGET_GROUP, Programs


@pytest.fixture
def answer() -> dict[str, str]:
    """What the function answers at GET /health."""
    return {"status": "ok", "version": SETTINGS.version}


class Balancer:
    """A load balancer that drains for as long as it was told, and then finds the instance healthy."""

    def __init__(self, programs: Programs, clock: Clock, *, registered: bool = True) -> None:
        self.state, self._programs, self._clock = "healthy" if registered else "unused", programs, clock
        self._drained = 0.0
        programs.when = self._hear

    def _hear(self, words: tuple[str, ...]) -> None:
        if "deregister-targets" in words and self.state != "unused":
            self.state, self._drained = "draining", self._clock.now + SETTINGS.drain_seconds
        if "register-targets" in words:
            self.state = "healthy"
        if self.state == "draining" and self._clock.now >= self._drained:
            self.state = "unused"
        health = {"TargetHealthDescriptions": [{"TargetHealth": {"State": self.state}}]}
        self._programs.answers["describe-target-health"] = [json.dumps(health)]


@pytest.fixture
def hooks(programs: Programs, clock: Clock, tmp_path: Path, answer: dict[str, str]) -> Hooks:
    group = TargetGroup(
        programs, arn=TARGET_GROUP, region="eu-west-1", instance=INSTANCE, clock=clock, sleep=clock.sleep
    )
    service = Service(programs, ask=lambda: dict(answer), unit_file=tmp_path, clock=clock, sleep=clock.sleep)

    def install() -> None:
        programs("install")

    return Hooks(SETTINGS, target=group, service=service, install=install, sleep=clock.sleep)


IN_ORDER = ("ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService")


def test_appspec_runs_each_event_and_no_other() -> None:
    appspec = (Path(events.__file__).parent.parent / "appspec.yml").read_text("utf-8")
    named = [line.strip(" :\n") for line in appspec.splitlines() if line.startswith("  ") and line.endswith(":")]
    assert named == list(IN_ORDER)


def test_a_deployment_leaves_drains_stops_installs_starts_and_joins(
    programs: Programs, clock: Clock, hooks: Hooks
) -> None:
    balancer = Balancer(programs, clock)
    for event in IN_ORDER:
        hooks.by_event[event]()
    words = ("deregister-targets", "stop", "install", "enable", "register-targets")
    done = [word for call in programs.calls for word in words if word in call]
    # BeforeInstall makes sure of what ApplicationStop has done.
    assert done == ["deregister-targets", "stop", "deregister-targets", "stop", "install", "enable", "register-targets"]
    assert balancer.state == "healthy"


def test_the_function_runs_on_until_the_load_balancer_sends_no_new_flow(
    programs: Programs, clock: Clock, hooks: Hooks
) -> None:
    stopped: list[float] = []
    balancer = Balancer(programs, clock)
    hear = programs.when

    def listen(words: tuple[str, ...]) -> None:
        hear(words)
        if "stop" in words:
            stopped.append(clock.now)

    programs.when = listen
    hooks.leave()
    assert stopped == [SETTLE_SECONDS]
    # And the instance waits until the rest of its flows is given up, or moved.
    assert clock.now >= SETTINGS.drain_seconds
    assert balancer.state == "unused"


def test_a_new_instance_leaves_without_waiting(programs: Programs, clock: Clock, hooks: Hooks) -> None:
    Balancer(programs, clock, registered=False)
    hooks.leave()
    assert clock.now == 0


def test_a_function_that_does_not_start_never_joins(
    programs: Programs, clock: Clock, hooks: Hooks, answer: dict[str, str]
) -> None:
    Balancer(programs, clock, registered=False)
    answer["status"] = "no policy"
    with pytest.raises(HookFailed, match="no policy"):
        hooks.start()
    assert not programs.named("register-targets")


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: Programs) -> Path:
    """A bundle on an instance whose programs are fake."""
    (tmp_path / "settings.json").write_text(SETTINGS.write(), encoding="utf-8")
    monkeypatch.setattr(machine, "instance_id", lambda: INSTANCE)
    monkeypatch.setattr("instance_hooks.commands.run", programs)
    return tmp_path


def test_a_hook_that_went_well_ends_with_zero(bundle: Path, programs: Programs) -> None:
    healthy = {"TargetHealthDescriptions": [{"TargetHealth": {"State": "healthy"}}]}
    programs.answers["describe-target-health"] = [json.dumps(healthy)]
    assert events.run("ValidateService", bundle=bundle) == 0
    assert len(programs.named("register-targets")) == 1


def test_a_hook_that_fails_ends_with_one_and_its_sentence(
    bundle: Path, programs: Programs, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.answers["register-targets"] = [HookFailed("AWS refuses: AccessDenied")]
    assert events.run("ValidateService", bundle=bundle) == 1
    assert capsys.readouterr().err == "AWS refuses: AccessDenied\n"


@pytest.mark.parametrize("event", ["", "Install"])
def test_an_event_that_nobody_planned_fails(bundle: Path, event: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert events.run(event, bundle=bundle) == 1
    assert f'LIFECYCLE_EVENT="{event}" is no event of appspec.yml' in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"image": "x"}'])
def test_a_bundle_with_other_settings_fails(bundle: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle / "settings.json").write_text(text, encoding="utf-8")
    assert events.run("AfterInstall", bundle=bundle) == 1
    assert "settings.json is not what workload/release.py writes" in capsys.readouterr().err
