"""An instance leaves the target group and joins it again, which CodeDeploy cannot do for a Gateway Load Balancer."""

import json

import pytest
from instance_hooks.failure import HookFailed
from instance_hooks.target_group import HEALTHY_SECONDS, LEAVING_SECONDS, TargetGroup

from tests.support.clock import Clock
from tests.unit.instance.conftest import INSTANCE, TARGET_GROUP, Programs


@pytest.fixture
def group(programs: Programs, clock: Clock) -> TargetGroup:
    return TargetGroup(
        programs, arn=TARGET_GROUP, region="eu-west-1", instance=INSTANCE, clock=clock, sleep=clock.sleep
    )


def health(state: str, **words: str) -> str:
    return json.dumps({"TargetHealthDescriptions": [{"TargetHealth": {"State": state, **words}}]})


def test_it_leaves_and_joins_by_its_own_id_and_touches_no_other_target(programs: Programs, group: TargetGroup) -> None:
    programs.answers["describe-target-health"] = [health("healthy")]
    group.leave()
    group.join()
    about = ("--target-group-arn", TARGET_GROUP, "--targets", f"Id={INSTANCE}")
    begin = ("aws", "--region", "eu-west-1", "--output", "json", "elbv2")
    assert programs.calls[0] == (*begin, "deregister-targets", *about)
    assert programs.calls[1] == (*begin, "register-targets", *about)
    assert all(call[-4:] == about for call in programs.calls)


def test_it_is_gone_when_the_load_balancer_does_not_use_it(
    programs: Programs, group: TargetGroup, clock: Clock
) -> None:
    programs.answers["describe-target-health"] = [health("draining"), health("draining"), health("unused")]
    group.wait_until_gone(drain_seconds=60)
    assert clock.now > 0


def test_an_instance_that_the_load_balancer_does_not_know_is_gone(programs: Programs, group: TargetGroup) -> None:
    programs.answers["describe-target-health"] = [json.dumps({"TargetHealthDescriptions": []})]
    group.wait_until_gone(drain_seconds=0)
    assert group.state()[0] == "unused"


def test_a_load_balancer_that_never_lets_go_is_named_with_the_time(
    programs: Programs, group: TargetGroup, clock: Clock
) -> None:
    programs.answers["describe-target-health"] = [
        health("draining", Description="Target deregistration is in progress")
    ]
    with pytest.raises(HookFailed, match=rf"{INSTANCE} still belongs .* 180 seconds: it is draining \(Target dereg"):
        group.wait_until_gone(drain_seconds=60)
    assert 60 + LEAVING_SECONDS <= clock.now <= 60 + LEAVING_SECONDS + 10


def test_joining_waits_until_it_is_healthy(programs: Programs, group: TargetGroup) -> None:
    programs.answers["describe-target-health"] = [health("initial"), health("unhealthy"), health("healthy")]
    group.join()
    assert len(programs.named("describe-target-health")) == 3


def test_an_instance_that_stays_unhealthy_fails_with_the_reason_of_the_load_balancer(
    programs: Programs, group: TargetGroup, clock: Clock
) -> None:
    programs.answers["describe-target-health"] = [health("unhealthy", Reason="Target.Timeout")]
    with pytest.raises(HookFailed, match=r"is not healthy in the target group after .* unhealthy \(Target\.Timeout\)"):
        group.join()
    assert clock.now >= HEALTHY_SECONDS


def test_what_aws_refuses_fails_the_hook(programs: Programs, group: TargetGroup) -> None:
    programs.answers["deregister-targets"] = [HookFailed("AccessDenied")]
    with pytest.raises(HookFailed, match="AccessDenied"):
        group.leave()
