"""Every question, and every refusal of what is typed, can be read to its end in a terminal of 80 columns."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest
from exports import exported_answers_only, exported_questions
from questionnaire import asked, first_words
from rendering import refusal, stored_answers
from terminal import CLEAR, COLUMNS, DOWN, ENTER, Terminal

ID = "12345678-1234-1234-1234-123456789012"
ARN = f"arn:aws:acm:us-east-1:345678901234:certificate/{ID}"


class Typed(NamedTuple):
    """What a person does at a question: first what is refused, with the whole of what the screen says, then the answer.

    An answer is typed in place of what stands there, or keys that choose it.
    """

    question: str
    refused: Mapping[str, str] = MappingProxyType({})
    answer: str | tuple[str, ...] = ()


# A person gives each answer that is asked for, and makes every mistake on the way. The questions of network functions
# and of a mainframe application are walked in test_network_functions.py and test_mainframe.py.
WALK = [
    Typed("architecture", answer=(DOWN,)),
    Typed(
        "project_name",
        {
            "Orders!": "3-30 of a-z 0-9 -, like my-orders",
            "or": "3-30 of a-z 0-9 -, like my-orders",
            "": "3-30 of a-z 0-9 -, like my-orders",
            "aws-orders": "AWS keeps this; try my-orders",
        },
        "seat-maps",
    ),
    Typed(
        "description",
        {
            "": "1-200 printable signs: Sells tea.",
            "x" * 201: "1-200 printable signs: Sells tea.",
            "Draws seats. ": "no space at the ends: Sells tea.",
        },
        "Draws seats.",
    ),
    Typed("owner", {"team 7": "1-63 letters, digits, single -: team-7"}, "team-7"),
    Typed("source", answer=(DOWN,)),
    Typed(
        "repository",
        {
            "seat-maps": "group/name, no .git: shop/api/orders",
            "shop/seat-maps.git": "group/name, no .git: shop/api/orders",
        },
        "shop/api/seat-maps",
    ),
    Typed(
        "branch",
        {"": "letters, digits, . _ - /, like release/2", "a..b": "letters, digits, . _ - /, like release/2"},
        "release/2.x",
    ),
    Typed("trigger"),
    Typed("infrastructure"),
    Typed("accounts", answer=(DOWN,)),
    Typed("dev_account", {"12345": "empty or 12 digits 012345678901"}, "012345678901"),
    Typed(
        "staging_account",
        {
            "1234-5678-9012": "empty or 12 digits 012345678901",
            "012345678901": "unlike dev_account's, or empty",
        },
        "123456789012",
    ),
    Typed(
        "prod_account",
        {
            "prod": "empty or 12 digits 012345678901",
            "012345678901": "unlike dev_account's, or empty",
            "123456789012": "unlike staging_account's, or empty",
        },
        "345678901234",
    ),
    Typed(
        "region",
        {
            "Ireland": "the code of a region, like eu-west-1",
            "eu-wset-1": "no CodePipeline there; try eu-west-1",
            "af-south-1": "no CodeConnections there; try eu-west-1",
        },
        "us-east-1",
    ),
    Typed("audit_trail"),
    Typed("compute"),
    Typed("zones"),
    Typed("zone_ids", {"use1-az1": "2 like use1-az1, use1-az2", "use1-az1, use1-az3": "2 like use1-az1, use1-az2"}),
    Typed("egress"),
    Typed("deployed_by"),
    Typed("domain", {"https://api.example.com": "lower case: api.example.com, or empty"}, "api.example.com"),
    Typed(
        "certificate",
        {
            "": "ARN: arn:aws:acm:us-east-1:…",
            ID: "ARN: arn:aws:acm:us-east-1:…",
            ARN.replace("us-east-1", "eu-west-1"): "its region must be us-east-1",
            ARN.replace("345678901234", "012345678901"): "its account must be 345678901234",
        },
        ARN,
    ),
    Typed("delivery"),
    Typed(
        "approvers",
        {
            "arn:aws:iam::012345678901:role/Admin": "up to 10 role names: Admin, OnCall",
            "AWSReservedSSO_Admin_0123456789abcdef": "none that AWS owns: ReleaseManager",
        },
        "Admin",
    ),
    Typed("alerts_email", {"nobody": "empty or one, like me@example.com"}, "me@example.com"),
]


def assert_is_read_to_its_end(name: str, shown: list[str]) -> None:
    """Each line of the question stands on the screen as a whole; where an answer is filled in, any text does."""
    lines = re.sub(r"{%.*?%}", "", asked()[name]["help"], flags=re.DOTALL).splitlines()
    # Of the lines of a condition one is shown.
    wanted = [line for line in lines if line] if "{%" not in asked()[name]["help"] else lines[-1:]
    for line in wanted:
        pattern = ".+".join(re.escape(part) for part in re.split(r"{=.*?=}", line))
        assert any(re.fullmatch(pattern, each) for each in shown), f"{name}: {line!r} is not in\n" + "\n".join(shown)


def test_all_questions_and_refusals_of_a_walk_are_read_to_their_end(tmp_path: Path) -> None:
    terminal = Terminal("copy", str(exported_answers_only()), "seat-maps", folder=tmp_path)
    for name, refused, answer in WALK:
        assert_is_read_to_its_end(name, terminal.next_question(first_words(name)))
        for wrong, sentence in refused.items():
            terminal.press(CLEAR, wrong, ENTER)
            terminal.wait_for(sentence[:20])
            assert terminal.lines[-1] == f"Validation error for question '{name}': {sentence}"
            terminal.press(CLEAR)
        if isinstance(answer, str):
            terminal.press(CLEAR, answer, ENTER)
        elif refused:
            terminal.press(CLEAR, refused and str(default(name)), ENTER)
        else:
            terminal.press(*answer, ENTER)
    code, lines = terminal.finish()
    assert code == 0, "\n".join(lines)
    stored = stored_answers(tmp_path / "seat-maps")
    assert [name for name in stored if not name.startswith("_")] == [each.question for each in WALK]
    typed = {name: answer for name, _, answer in WALK if isinstance(answer, str)}
    assert {name: stored[name] for name in typed} == typed


def default(name: str) -> str:
    return {"zone_ids": "use1-az1, use1-az2"}[name]


# What stands in the answers of a file where a person of the walk typed or chose it.
FILE = {name: answer for name, _, answer in WALK if isinstance(answer, str)} | {
    **{"architecture": "containers", "source": "gitlab", "accounts": "per-environment"},
}


@pytest.mark.parametrize(
    ("question", "wrong"),
    [pytest.param(name, wrong, id=f"{name}-{wrong[:20]}") for name, refused, _ in WALK for wrong in refused],
)
def test_what_the_terminal_refuses_a_file_refuses_with_value_rule_and_way_out(question: str, wrong: str) -> None:
    assert refusal(FILE) == ""
    sentence = refusal({**FILE, question: wrong})
    assert sentence.startswith(f"Validation error for question '{question}': {json.dumps(wrong)[:60]}")
    assert ", for example " in sentence or " or answer accounts: one." in sentence


def test_the_walk_asks_everything() -> None:
    others = ("== 'network-functions'", "== 'mainframe-modernization'")
    of_others = {name for name in asked() if any(other in str(asked()[name].get("when")) for other in others)}
    assert [each.question for each in WALK] == [name for name in asked() if name not in of_others]


@pytest.mark.parametrize(
    ("source", "wrong", "sentence"),
    [
        ("github", "orders", "owner/name, no .git: acme/orders"),
        ("bitbucket", "a/b/c", "owner/name, no .git: acme/orders"),
        ("azure-devops", "acme/orders", "three names: acme/shop/orders"),
        ("codecommit", "acme/orders", "letters, digits, . _ -: my-orders"),
        ("s3", "orders.tar", "a key ending in .zip: src/orders.zip"),
    ],
)
def test_the_repository_of_each_source_is_asked_and_refused_in_full(
    tmp_path: Path, source: str, wrong: str, sentence: str
) -> None:
    arguments = ["--defaults", "--ask", "repository", "--data", f"source={source}"]
    terminal = Terminal("copy", *arguments, str(exported_questions()), "orders", folder=tmp_path)
    assert_is_read_to_its_end("repository", terminal.wait_for("Wh"))
    terminal.press(CLEAR, wrong, ENTER)
    terminal.wait_for(sentence[:20])
    assert terminal.lines[-1] == f"Validation error for question 'repository': {sentence}"


@pytest.mark.parametrize(
    ("region", "zones", "sentence"),
    [
        ("ap-northeast-1", "3", "3 like apne1-az1, apne1-az2, apne1-az4"),
        ("us-west-1", "2", "2 like usw1-az1, usw1-az3"),
    ],
)
def test_the_longest_zones_are_refused_in_full(tmp_path: Path, region: str, zones: str, sentence: str) -> None:
    data = [f"--data={each}" for each in ("architecture=containers", f"region={region}", f"zones={zones}")]
    arguments = ["--defaults", "--ask", "zone_ids", "--data", "source=s3", *data]
    terminal = Terminal("copy", *arguments, str(exported_questions()), "orders", folder=tmp_path)
    assert_is_read_to_its_end("zone_ids", terminal.wait_for("Which zones"))
    terminal.press(CLEAR, "a", ENTER)
    terminal.wait_for(sentence[:20])
    assert terminal.lines[-1] == f"Validation error for question 'zone_ids': {sentence}"


def test_the_longest_region_leaves_room_for_the_refusal_of_its_certificate(tmp_path: Path) -> None:
    data = [f"--data={each}" for each in ("architecture=containers", "region=ap-northeast-1", "domain=a.example.com")]
    arguments = ["--defaults", "--ask", "certificate", *data]
    terminal = Terminal("copy", *arguments, str(exported_questions()), "orders", folder=tmp_path)
    assert_is_read_to_its_end("certificate", terminal.wait_for("Which certificate"))
    for wrong, sentence in {"a": "ARN: arn:aws:acm:ap-northeast-1:…", ARN: "its region must be ap-northeast-1"}.items():
        terminal.press(CLEAR, wrong, ENTER)
        terminal.wait_for(sentence)
        assert terminal.lines[-1] == f"Validation error for question 'certificate': {sentence}"


@pytest.mark.parametrize("name", list(asked()))
def test_no_line_of_a_question_and_no_choice_is_wider_than_the_screen(name: str) -> None:
    first, *others = str(asked()[name]["help"]).splitlines()
    lines = [f"🎤  {first}", *others, *(f"   - {label}" for label in asked()[name].get("choices", []))]
    assert [line for line in lines if "{" not in line and len(line) > COLUMNS] == []
