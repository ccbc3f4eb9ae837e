"""What is known of a value without an account."""

from typing import Any

import pytest

from golden_paths.verifier.documents import load
from golden_paths.verifier.templates import Template
from golden_paths.verifier.values import is_on, known, near, number, same

TEMPLATE = Template(
    "template.yaml",
    load(
        "Parameters:\n"
        "  Name: {Type: String, Default: orders}\n"
        "  Minutes: {Type: Number, Default: 5}\n"
        "  Given: {Type: String}\n"
        '  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /images/base}\n'
    ),
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("plain", "plain"),
        ("!Ref Name", "orders"),
        ("!Sub '${Name}-api'", "orders-api"),
        ("!Join ['-', [!Ref Name, api]]", "orders-api"),
        ("!Ref Given", None),
        ("!Sub '${AWS::StackName}-api'", None),
        ("!If [Here, a, b]", None),
        ("!ImportValue shared", None),
        ("'{{resolve:ssm:/name}}'", None),
        # The parameter's default is the name of the value there.
        ("!Ref Image", None),
        ("[a, b]", None),
    ],
)
def test_a_value_is_known_when_only_defaults_are_needed(written: str, value: str | None) -> None:
    assert known(TEMPLATE, load(f"x: {written}")["x"]) == value


def test_numbers_and_switches() -> None:
    assert number(TEMPLATE, {"Ref": "Minutes"}) == 5
    assert number(TEMPLATE, {"Ref": "Given"}) is None
    assert [is_on(TEMPLATE, each) for each in (True, "false", {"Ref": "Given"}, None)] == [True, False, None, None]


def test_equal_texts_are_equal_in_the_account_and_unknown_ones_may_be() -> None:
    given: Any = {"Ref": "Given"}
    assert same(TEMPLATE, given, given) is True
    assert same(TEMPLATE, given, "orders") is None
    assert same(TEMPLATE, {"Ref": "Name"}, "orders") is True
    assert same(TEMPLATE, 80, "8080") is False


def test_a_near_name_is_one_that_was_probably_meant() -> None:
    assert near("Throttle", ["Throttles", "Errors"]) == "Throttles"
    assert near("OrdersPlaced", ["Throttles", "Errors"]) == ""
