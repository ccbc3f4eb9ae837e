"""What the program nft is asked, and how its words are passed on; a fake stands for it."""

import json
import subprocess
from typing import Any

import pytest
from packet_filter import nft
from packet_filter.nft import Counter, NftError


class FakeNft:
    """Stands for `subprocess.run`. asked: command lines and what they were given."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], str]] = []
        self.code, self.out, self.err = 0, "", ""

    def __call__(self, command: list[str], *, input: str, **_: Any) -> subprocess.CompletedProcess[str]:
        self.asked.append((command, input))
        return subprocess.CompletedProcess(command, self.code, self.out, self.err)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> FakeNft:
    """In place of the program."""
    fake = FakeNft()
    monkeypatch.setattr(subprocess, "run", fake)
    return fake


def test_a_check_loads_nothing_and_a_load_is_one_transaction(program: FakeNft) -> None:
    nft.check("table inet x")
    nft.load("table inet x")
    assert program.asked == [
        (["nft", "--check", "--file", "-"], "table inet x"),
        (["nft", "--file", "-"], "table inet x"),
    ]


def test_a_refusal_names_the_line_of_the_rule_set_and_of_the_policy(program: FakeNft) -> None:
    program.code = 1
    program.err = "/dev/stdin:2:5-9: Error: syntax error, unexpected bytes\n    bytes\n    ^^^^^\n"
    with pytest.raises(NftError) as caught:
        nft.load('table inet x {\n bytes counter comment "line 7"\n}')
    error = caught.value
    assert (error.line, error.policy_line, error.words) == (2, 7, "syntax error, unexpected bytes")
    assert str(error) == "nft, line 2 of the rule set: syntax error, unexpected bytes"


def test_a_refusal_without_a_line_keeps_its_words(program: FakeNft) -> None:
    program.code, program.err = 1, "Operation not permitted (you must be root)\n"
    with pytest.raises(NftError) as caught:
        nft.load("table inet x")
    assert (caught.value.line, str(caught.value)) == (None, "nft: Operation not permitted (you must be root)")


def test_counters_of_rules_have_the_names_of_the_policy(program: FakeNft) -> None:
    counters = [
        {"name": "rule_web", "packets": 3, "bytes": 180},
        {"name": "dropped_invalid", "packets": 1, "bytes": 60},
    ]
    program.out = json.dumps({"nftables": [{"metainfo": {}}, *({"counter": each} for each in counters)]})
    assert nft.counters() == {
        "web": Counter(packets=3, bytes=180),
        "dropped_invalid": Counter(packets=1, bytes=60),
    }


def test_the_set_that_stops_new_sessions_may_be_told_the_same_twice(program: FakeNft) -> None:
    nft.set_full("eth0", True)
    nft.set_full("eth0", False)
    flush = "flush set inet packet_filter full\n"
    assert [text for _, text in program.asked] == [
        flush + 'add element inet packet_filter full { "eth0" }\n',
        flush,
    ]


@pytest.mark.parametrize(("listed", "is_there"), [("table inet packet_filter\n", True), ("table ip nat\n", False)])
def test_it_is_seen_whether_the_rule_set_is_there(program: FakeNft, listed: str, is_there: bool) -> None:
    program.out = listed
    assert nft.loaded() is is_there


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(), "the program is missing; install the package nftables"),
        (subprocess.TimeoutExpired("nft", 30), "no answer within 30 seconds"),
    ],
)
def test_a_program_that_does_not_run_is_an_error_of_its_own(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(NftError, match=words):
        nft.check("")
