"""What only network functions are asked: bad input is refused with value, rule and example, good input is carried."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from exports import exported_answers_only
from questionnaire import asked, first_words
from rendering import refusal, render_answers, stored_answers
from terminal import CLEAR, ENTER, Terminal

NETWORK_FUNCTIONS = {"architecture": "network-functions", "region": "eu-west-1"}
VPC = "vpc-0123456789abcdef0"
IDS = tuple(f"subnet-0123456789abcdef{number}" for number in range(9))
PLANES = ("management_subnets", "data_subnets", "endpoint_subnets")
EXISTING = {
    **NETWORK_FUNCTIONS,
    "vpc_id": VPC,
    "management_subnets": ", ".join(IDS[:2]),
    "data_subnets": ", ".join(IDS[3:5]),
}


def assert_refused(question: str, answers: dict[str, str], rule: str, example: str) -> None:
    sentence = refusal(answers)
    assert sentence.startswith(f"Validation error for question '{question}': {json.dumps(answers[question])[:70]}")
    assert f": {rule}" in sentence
    assert sentence.endswith(f", for example {json.dumps(example)}.")
    assert sentence.isprintable()


def network_of(answers: dict[str, str]) -> dict[str, Any]:
    """The call in `NETWORK = …` of environments.py: its name under "", and its arguments."""
    tree = ast.parse((render_answers(answers) / "environments.py").read_text("utf-8"))
    assigned = (node for node in tree.body if isinstance(node, ast.Assign))
    (call,) = (node.value for node in assigned if ast.unparse(node.targets[0]) == "NETWORK")
    assert isinstance(call, ast.Call)
    return {"": ast.unparse(call.func), **{str(each.arg): ast.literal_eval(each.value) for each in call.keywords}}


@pytest.mark.parametrize(
    "cidr",
    [
        *("10.0.0.0", "10.0.0.0/15", "10.0.0.0/23", "10.0.0.0/33", "10.0.0.0/016", "10.0.0.0/-16", "10.0.0/16"),
        *("256.0.0.0/16", "10.00.0.0/16", "010.0.0.0/16", "10.0.0.0/16/16", "10.0.0.0/16\n", " 10.0.0.0/16", ""),
        *("fd00::/16", "ten", "10.0.0.0/16, 10.1.0.0/16", "{= 1 =}.0.0.0/16", "$(id).0.0.0/16", "10,0,0,0/16"),
    ],
)
def test_addresses_that_are_no_network_of_a_vpc_are_refused(cidr: str) -> None:
    rule = "it must be an IPv4 network of /16 to /22, which has room for the subnets of three zones"
    assert_refused("network_cidr", {**NETWORK_FUNCTIONS, "network_cidr": cidr}, rule, "10.0.0.0/16")


@pytest.mark.parametrize(
    ("cidr", "meant"),
    [
        ("10.0.0.1/16", "10.0.0.0/16"),
        ("10.20.30.40/20", "10.20.16.0/20"),
        ("172.31.255.255/22", "172.31.252.0/22"),
        ("192.168.1.0/22", "192.168.0.0/22"),
        ("100.65.0.0/16", ""),
    ],
)
def test_a_network_that_does_not_begin_with_its_first_address_is_refused_with_the_one_that_was_meant(
    cidr: str, meant: str
) -> None:
    answers = {**NETWORK_FUNCTIONS, "network_cidr": cidr}
    if meant:
        assert_refused("network_cidr", answers, "a network is written with its first address", meant)
    else:
        assert not refusal(answers)


@pytest.mark.parametrize("cidr", ["0.0.0.0/16", "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/16", "255.255.252.0/22"])
def test_addresses_that_a_vpc_cannot_have_are_refused(cidr: str) -> None:
    answers = {**NETWORK_FUNCTIONS, "network_cidr": cidr}
    assert_refused("network_cidr", answers, "a VPC cannot have addresses of 0.0.0.0/8", "10.0.0.0/16")


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "172.16.0.0/22", "192.168.0.0/16", "100.64.0.0/20", "9.0.0.0/19"])
def test_the_network_reaches_environments_py(cidr: str) -> None:
    answers = {**NETWORK_FUNCTIONS, "network_cidr": cidr, "zones": "3"}
    assert stored_answers(render_answers(answers))["network_cidr"] == cidr
    assert network_of(answers) == {"": "Network", "zones": 3, "cidr": cidr}


def test_the_network_of_a_vpc_that_is_there_may_be_smaller() -> None:
    assert not refusal({**EXISTING, "network_cidr": "10.0.0.0/28"})
    assert_refused(
        "network_cidr",
        {**EXISTING, "network_cidr": "10.0.0.0/29"},
        "it must be an IPv4 network of /16 to /28",
        "10.0.0.0/16",
    )


@pytest.mark.parametrize(
    "vpc", ["mine", "vpc-", "vpc-0123", "vpc-0123456789abcdefg", f"{VPC}0", VPC.upper(), f"{VPC}\n", "subnet-01234567"]
)
def test_an_id_that_is_none_of_a_vpc_is_refused(vpc: str) -> None:
    rule = 'it must be "vpc-" and 8 or 17 hexadecimal digits, or empty'
    assert_refused("vpc_id", {**EXISTING, "vpc_id": vpc}, rule, VPC)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize(
    "ids",
    [
        IDS[5],
        ", ".join(IDS[5:8]),
        f"{IDS[5]}, {IDS[5]}",
        f"{IDS[5]}, subnet-0123",
        f"{IDS[5]} {IDS[6]}",
        f"{IDS[5]};{IDS[6]}",
        f"{IDS[5]}, {IDS[6]}\n",
        f"{IDS[5]}, {IDS[6]},",
        f"{IDS[5]}, {VPC}",
        f"{IDS[5].upper()}, {IDS[6]}",
    ],
)
def test_what_are_no_ids_of_a_subnet_for_each_zone_is_refused(plane: str, ids: str) -> None:
    # The first of these is asked for first: the others are right then.
    assert_refused(
        plane, {**EXISTING, plane: ids}, "it must be the ids of 2 subnets, one in each zone", ", ".join(IDS[:2])
    )


def test_three_zones_need_three_subnets_of_each_plane() -> None:
    rule = "it must be the ids of 3 subnets, one in each zone"
    assert_refused("management_subnets", {**EXISTING, "zones": "3"}, rule, ", ".join(IDS[:3]))


def test_a_subnet_of_two_planes_is_refused() -> None:
    rule = f"{IDS[1]} belongs to another plane already, and each plane has subnets of its own"
    for plane in PLANES[1:]:
        assert_refused(plane, {**EXISTING, plane: f"{IDS[8]},{IDS[1]}"}, rule, ", ".join(IDS[:2]))


@pytest.mark.parametrize("plane", PLANES[:2])
def test_a_vpc_without_these_subnets_is_refused_where_nobody_can_be_asked(plane: str) -> None:
    # Copier's own words: with a default of ours it would end before it asks the person who sits at the terminal.
    assert refusal({name: answer for name, answer in EXISTING.items() if name != plane}) == (
        f'Question "{plane}" is required'
    )


@pytest.mark.parametrize("plane", PLANES)
def test_subnets_without_a_vpc_are_refused(plane: str) -> None:
    rule = "without vpc_id the subnets are made, so leave this answer empty or out"
    assert_refused(plane, {**NETWORK_FUNCTIONS, plane: ", ".join(IDS[:2])}, rule, "")


def test_subnets_of_endpoints_are_refused_with_a_load_balancer_that_has_none() -> None:
    answers = {**EXISTING, "shape": "cnf", "entry": "network-load-balancer"}
    assert not refusal(answers)
    rule = "only a Gateway Load Balancer has endpoints, so leave this answer empty or out"
    assert_refused("endpoint_subnets", {**answers, "endpoint_subnets": ", ".join(IDS[5:7])}, rule, "")


def test_the_vpc_that_is_there_reaches_environments_py() -> None:
    expected = {
        "": "ExistingNetwork",
        "vpc_id": VPC,
        "cidr": "10.7.0.0/24",
        "management_subnets": IDS[:2],
        "data_subnets": IDS[3:5],
    }
    answers = {**EXISTING, "network_cidr": "10.7.0.0/24"}
    assert network_of(answers) == expected
    with_endpoints = {**answers, "endpoint_subnets": f"{IDS[6]},subnet-0a1b2c3d"}
    assert network_of(with_endpoints) == {**expected, "endpoint_subnets": (IDS[6], "subnet-0a1b2c3d")}


def test_the_longest_line_of_subnets_is_no_longer_than_the_formatter_allows() -> None:
    answers = {**EXISTING, "zones": "3", "management_subnets": ",".join(IDS[:3]), "data_subnets": ",".join(IDS[3:6])}
    environments = (render_answers(answers) / "environments.py").read_text("utf-8")
    assert IDS[5] in environments
    assert max(map(len, environments.splitlines())) <= 120


@pytest.mark.parametrize(
    ("question", "value"), [("vpc_id", VPC), ("network_cidr", "10.1.0.0/16"), ("network_cidr", "")]
)
@pytest.mark.parametrize("architecture", ["serverless", "containers"])
def test_an_answer_that_another_architecture_would_drop_is_refused(
    architecture: str, question: str, value: str
) -> None:
    assert refusal({"architecture": architecture, question: value}) == (
        f"Validation error for question '{question}': \"{value}\": only the architecture network-functions has this "
        "question, so leave it out or answer architecture: network-functions."
    )


@pytest.mark.parametrize("architecture", ["serverless", "containers"])
def test_defaults_that_another_architecture_has_no_use_for_are_no_error(architecture: str) -> None:
    empty = dict.fromkeys(("vpc_id", *PLANES), "")
    assert not refusal({"architecture": architecture, "network_cidr": "10.0.0.0/16", **empty})


def test_questions_and_refusals_are_read_to_their_end_on_the_screen(tmp_path: Path) -> None:
    ids = {plane: ", ".join(IDS[2 * number : 2 * number + 2]) for number, plane in enumerate(PLANES)}
    # What is refused, what the screen says then, and the answer; of choices the first one is taken.
    chosen = ("", "", "")
    walk = {
        **{"shape": chosen, "entry": chosen, "function": chosen},
        "vpc_id": ("mine", "like vpc-0123456789abcdef0, or empty", VPC),
        "network_cidr": ("10.20.30.40/20", "begins with 10.20.16.0/20", "10.20.16.0/20"),
        "management_subnets": ("subnet-0", "2 ids like subnet-0a1b2c3d", ids["management_subnets"]),
        "data_subnets": (ids["management_subnets"], "unlike those of other planes", ids["data_subnets"]),
        "endpoint_subnets": (IDS[8], "2 ids like subnet-0a1b2c3d", ids["endpoint_subnets"]),
    }
    ask = [word for question in walk for word in ("--ask", question)]
    data = ["--defaults", *ask, "--data", "architecture=network-functions"]
    terminal = Terminal("copy", *data, str(exported_answers_only()), "orders", folder=tmp_path)
    for question, (wrong, sentence, answer) in walk.items():
        shown = terminal.next_question(first_words(question))
        for line in asked()[question]["help"].splitlines():
            pattern = re.escape(VPC).join(re.escape(part) for part in re.split(r"{=.*?=}", line))
            assert any(re.fullmatch(pattern, each) for each in shown), f"{line!r} is not in\n" + "\n".join(shown)
        if not wrong:
            terminal.press(ENTER)
            continue
        terminal.press(CLEAR, wrong, ENTER)
        terminal.wait_for(sentence[:20])
        assert terminal.lines[-1] == f"Validation error for question '{question}': {sentence}"
        terminal.press(CLEAR, answer, ENTER)
    code, lines = terminal.finish()
    assert code == 0, "\n".join(lines)
    stored = stored_answers(tmp_path / "orders")
    typed = {name: answer for name, (*_, answer) in walk.items() if answer}
    assert {question: stored[question] for question in typed} == typed
    assert set(walk) == {name for name in asked() if "== 'network-functions'" in str(asked()[name].get("when"))}
