"""`python -m packet_filter check` and `compile`, as people call them."""

import os
from pathlib import Path

import pytest
from packet_filter import nft
from packet_filter.__main__ import main

from tests.unit.packet_filter.policies import EVERYTHING, FORWARDS, WEB


@pytest.fixture(autouse=True)
def _without_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests never load or check anything in the kernel of whoever runs them."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A file for a policy."""
    return tmp_path / "edge.yaml"


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (WEB, "1 rules"),
        (EVERYTHING, "2 rules, 2 source_nat"),
        (FORWARDS, "2 rules, 2 forwards"),
        ("rules: []", "0 rules"),
    ],
)
def test_check_says_what_it_has_found(
    policy: Path, text: str, summary: str, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(text, encoding="utf-8")
    assert main(["check", str(policy)]) == 0
    assert capsys.readouterr().out == f"{policy}: {summary}; not checked by nft, which needs root.\n"


def test_check_says_that_nft_is_missing(
    policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(WEB, encoding="utf-8")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(nft, "installed", lambda: False)
    assert main(["check", str(policy)]) == 0
    assert "not checked by nft, which is not installed" in capsys.readouterr().out


def test_check_asks_nft_where_it_can(
    policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(WEB, encoding="utf-8")
    asked: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(nft, "installed", lambda: True)
    monkeypatch.setattr(nft, "check", asked.append)
    assert main(["check", str(policy)]) == 0
    assert "rule_web" in asked[0]
    assert capsys.readouterr().out.endswith("; nft accepts it.\n")


@pytest.mark.parametrize("command", ["check", "compile"])
def test_a_wrong_policy_is_one_sentence_on_stderr(
    command: str, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(WEB.replace("80", "70000"), encoding="utf-8")
    assert main([command, str(policy)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{policy} line 1: port 70000 has to be")
    assert said.err.count("\n") == 1


def test_a_missing_file_is_one_sentence_too(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(policy)]) == 1
    assert capsys.readouterr().err.startswith(f"{policy}: No such file or directory")


def test_compile_prints_the_rule_set_for_the_place_that_is_named(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text(WEB, encoding="utf-8")
    words = ("--function", "filter", "--entry", "gateway-load-balancer", "--inside", "tunnel", "--outside", "tunnel")
    assert main(["compile", str(policy), *words]) == 0
    assert 'iifname "tunnel" oifname "tunnel" jump rules' in capsys.readouterr().out


def test_a_place_that_cannot_be_is_refused(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy.write_text(WEB, encoding="utf-8")
    assert main(["compile", str(policy), "--function", "source-nat", "--outside", "eth0"]) == 1
    assert capsys.readouterr().err.startswith("source NAT with one arm ('eth0' is inside and outside)")


def test_a_policy_for_another_place_is_refused(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy.write_text(EVERYTHING, encoding="utf-8")
    assert main(["check", str(policy), "--function", "filter"]) == 1
    assert f"{policy} line 10: source_nat 'out' needs the function source-nat" in capsys.readouterr().err


def test_without_settings_the_function_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "environ", {})
    assert main([]) == 1
    assert "FUNCTION is missing, for example filter" in capsys.readouterr().err
