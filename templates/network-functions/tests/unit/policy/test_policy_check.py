"""`make policy` says what is wrong with the policy, by line, for every environment that gets it."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from packet_filter import nft

from environments import ENVIRONMENTS, SANDBOX
from settings.delivery import Delivery
from settings.failure import ActionFailed
from workload import policy_check
from workload.environment import Entry, Environment, Flows, Function, Network, Port, Shape

RULES = "rules:\n  - {name: web, action: accept, protocol: tcp, ports: [443]}\n"
FORWARD = "forwards:\n  - {name: web, protocol: tcp, port: 443, to: 10.0.3.4, to_port: 8443}\n"
TRANSLATED = "source_nat:\n  - {name: out, from: [10.0.0.0/8], addresses: interface}\n"


def environment(entry: Entry, function: Function = Function.FILTER, *ports: int) -> Environment:
    return Environment(
        name="dev",
        region="eu-west-1",
        network=Network(),
        shape=Shape.CNF if entry is Entry.NETWORK else Shape.VNF,
        entry=entry,
        function=function,
        flows=Flows(),
        ports=tuple(Port(number=number) for number in ports),
        instances=3,
        delivery=Delivery.rolling(),
    )


GATEWAY, BY_PORT = environment(Entry.GATEWAY), environment(Entry.NETWORK, Function.FILTER, 443)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy.yaml"


@pytest.fixture(autouse=True)
def as_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_the_policy_of_this_repository_is_right_for_all_its_environments(capsys: pytest.CaptureFixture[str]) -> None:
    policy_check.check()
    said = capsys.readouterr().out
    for each in (*ENVIRONMENTS, SANDBOX):
        assert f"right for {each.function} behind a {each.entry}; nft did not judge it, which needs root." in said


@pytest.mark.parametrize("entry", Entry)
@pytest.mark.parametrize("function", Function)
def test_every_place_that_an_environment_can_have_is_known(entry: Entry, function: Function) -> None:
    assert (entry, function) in policy_check.INTERFACES


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        (RULES.replace("443", "70000"), GATEWAY, r"policy\.yaml line 2: .*70000.*for example"),
        (RULES.replace("tcp", "tpc"), GATEWAY, r"policy\.yaml line 2: .*tpc"),
        (RULES + RULES[7:].replace("web", "other"), GATEWAY, r"policy\.yaml line 3: .*web"),
        (RULES + TRANSLATED, GATEWAY, r"policy\.yaml line 4: source_nat 'out' needs the function source-nat"),
        (RULES + FORWARD, GATEWAY, r"policy\.yaml line 4: forward 'web' needs a network load balancer"),
        (RULES.replace("443", "80") + FORWARD, BY_PORT, r"policy\.yaml line 4: forward 'web' gets no flow"),
        (RULES, BY_PORT, r"dev listens on tcp port 443, which no forward leads to a backend; add one, for example \{"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(
    policy: Path, text: str, where: Environment, sentence: str
) -> None:
    policy.write_text(text)
    with pytest.raises(ActionFailed, match=sentence) as caught:
        policy_check.check(policy, [where])
    assert "\n" not in str(caught.value)


def test_a_policy_that_is_right_for_one_environment_and_wrong_for_the_next_is_refused(policy: Path) -> None:
    policy.write_text(RULES + FORWARD)
    policy_check.check(policy, [BY_PORT])
    with pytest.raises(ActionFailed, match="needs a network load balancer"):
        policy_check.check(policy, [BY_PORT, replace(GATEWAY, name="prod")])


def test_the_example_of_a_forward_is_one_that_is_accepted(policy: Path) -> None:
    policy.write_text(RULES)
    with pytest.raises(ActionFailed) as caught:
        policy_check.check(policy, [BY_PORT])
    example = str(caught.value).partition("for example ")[2].partition(", or remove")[0]
    policy.write_text(f"{RULES}forwards:\n  - {example}\n")
    policy_check.check(policy, [BY_PORT])


def test_source_nat_that_translates_nothing_is_said_and_is_no_failure(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(RULES)
    policy_check.check(policy, [environment(Entry.GATEWAY, Function.SOURCE_NAT)])
    assert "it has no source_nat" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [("", ", and for nft."), ("Operation not permitted (you must be root)", "which needs the capability NET_ADMIN.")],
)
def test_as_root_nft_judges_the_rule_set_unless_it_may_not(
    policy: Path, words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judged: list[str] = []

    def judge(ruleset: str) -> None:
        judged.append(ruleset)
        if words:
            raise nft.NftError(words)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(nft, "installed", lambda: True)
    monkeypatch.setattr(nft, "check", judge)
    policy.write_text(RULES)
    policy_check.check(policy, [GATEWAY])
    assert "rule_web" in judged[0]
    assert said in capsys.readouterr().out


def test_what_nft_refuses_fails_the_check(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_ruleset: str) -> None:
        raise nft.NftError("syntax error, unexpected newline", line=3)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(nft, "installed", lambda: True)
    monkeypatch.setattr(nft, "check", refuse)
    policy.write_text(RULES)
    with pytest.raises(ActionFailed, match="line 3 of the rule set: syntax error"):
        policy_check.check(policy, [GATEWAY])
