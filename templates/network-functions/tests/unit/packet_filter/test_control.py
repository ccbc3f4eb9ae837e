"""The control loop: good policies are loaded, bad ones are reported once and change nothing."""

import logging

import pytest
from packet_filter.control import Control
from packet_filter.nft import NftError
from packet_filter.policy import CLOSED, Policy
from packet_filter.status import Status

from tests.unit.packet_filter.fakes import FakeKernel, FakeSource
from tests.unit.packet_filter.policies import FILTER, RULE, WEB

BAD = WEB.replace("80", "70000")
OTHER = WEB.replace("80", "81")


class Setup:
    """A control loop with fakes around it. after: the policies that it reported as loaded."""

    def __init__(self, text: str | None) -> None:
        self.source = FakeSource(text)
        self.kernel = FakeKernel()
        self.status = Status(version="1")
        self.after: list[Policy] = []
        self.control = Control(
            source=self.source,
            placement=FILTER,
            kernel=self.kernel,
            status=self.status,
            before_load=lambda: self.kernel.done.append(("before", "")),
            after_load=self.after.append,
        )


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as an error."""
    return [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]


def test_the_first_policy_is_checked_then_loaded_then_reported() -> None:
    setup = Setup(WEB)
    setup.control.start()
    assert [what for what, _ in setup.kernel.done] == ["check", "before", "load"]
    assert setup.status.policy == setup.source.latest().version
    assert [rule.name for policy in setup.after for rule in policy.rules] == ["web"]


def test_the_same_version_is_loaded_once() -> None:
    setup = Setup(WEB)
    setup.control.start()
    setup.control.poll()
    assert len(setup.kernel.loads()) == 1


def test_another_version_replaces_it() -> None:
    setup = Setup(WEB)
    setup.control.start()
    setup.source.text = OTHER
    setup.control.poll()
    assert "dport 81" in setup.kernel.loads()[-1]
    assert setup.status.policy == setup.source.latest().version


def test_a_bad_policy_keeps_the_running_one_and_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    setup = Setup(WEB)
    setup.control.start()
    running = setup.status.policy
    setup.source.text = BAD
    for _ in range(3):
        setup.control.poll()
    assert (len(setup.kernel.loads()), setup.status.policy) == (1, running)
    refused = setup.status.refused
    assert refused
    assert (refused.file, refused.line, refused.version) == ("policy.yaml", 1, setup.source.latest().version)
    assert refused.reason.startswith("port 70000 has to be")
    (said,) = errors(caplog)
    assert said.startswith("policy refused, the running one stays: policy.yaml line 1: port 70000")


def test_a_good_policy_ends_the_report() -> None:
    setup = Setup(BAD)
    setup.control.start()
    setup.source.text = WEB
    setup.control.poll()
    assert setup.status.refused is None


def test_going_back_to_the_running_policy_ends_the_report_too() -> None:
    setup = Setup(WEB)
    setup.control.start()
    for text in (BAD, WEB):
        setup.source.text = text
        setup.control.poll()
    assert setup.status.refused is None


def test_what_nft_refuses_is_reported_with_the_line_of_the_policy(caplog: pytest.LogCaptureFixture) -> None:
    setup = Setup(WEB)
    setup.control.start()
    setup.source.text = OTHER
    setup.kernel.refuses_check = NftError("conflicting intervals specified", line=12, policy_line=7)
    for _ in range(2):
        setup.control.poll()
    refused = setup.status.refused
    assert refused
    assert (refused.file, refused.line) == ("policy.yaml", 7)
    assert refused.reason == "nft, line 12 of the rule set: conflicting intervals specified"
    # Judged once: the second poll did not ask again.
    assert [what for what, _ in setup.kernel.done].count("check") == 2
    assert len(errors(caplog)) == 1


def test_what_could_not_be_loaded_for_the_moment_is_tried_again_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    setup = Setup(WEB)
    setup.control.start()
    setup.source.text = OTHER
    setup.kernel.refuses_load = NftError("Device or resource busy")
    for _ in range(2):
        setup.control.poll()
    assert len(errors(caplog)) == 1
    setup.kernel.refuses_load = None
    setup.control.poll()
    assert setup.status.policy == setup.source.latest().version
    assert setup.status.refused is None


@pytest.mark.parametrize("text", [None, BAD, ""])
def test_without_a_good_policy_everything_new_is_dropped_until_there_is_one(text: str | None) -> None:
    setup = Setup(text)
    setup.control.start()
    (closed,) = setup.kernel.loads()
    assert "rule_" not in closed
    assert "ct state established,related counter name established accept" in closed
    assert setup.after == [CLOSED]
    assert setup.status.policy is None
    setup.source.text = WEB
    setup.control.poll()
    assert setup.status.policy is not None


def test_a_source_that_fails_keeps_the_running_policy_and_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    setup = Setup(WEB)
    setup.control.start()
    setup.source.text = None
    for _ in range(3):
        setup.control.poll()
    assert len(setup.kernel.loads()) == 1
    assert setup.status.source_problem == "policy.yaml: No such file"
    assert errors(caplog) == ["policy not readable: policy.yaml: No such file"]
    setup.source.text = WEB
    setup.control.poll()
    assert setup.status.source_problem is None


def test_a_rule_set_that_another_program_removed_is_loaded_again() -> None:
    setup = Setup(WEB)
    setup.control.start()
    setup.kernel.removed = True
    setup.control.poll()
    first, second = setup.kernel.loads()
    assert first == second


def test_a_policy_for_another_place_is_refused_with_its_line() -> None:
    setup = Setup(f"rules: [{RULE}]\nsource_nat: [{{name: out, from: [10.0.0.0/8], addresses: interface}}]")
    setup.control.start()
    assert setup.status.refused
    assert setup.status.refused.line == 2
