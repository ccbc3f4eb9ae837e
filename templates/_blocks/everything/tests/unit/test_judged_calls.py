"""A test whose call AWS would refuse fails, whether boto3, moto or a stand-in of the test's own answers it."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from botocore.validate import validate_parameters

from tests.support import judged_calls, unjudged_calls
from tests.support.judged_calls import AwsFake, fake_client
from tests.support.service_model import RefusedByTheModel, operations

ROLE = "arn:aws:iam::111111111111:role/release"
TOO_LONG = "s" * 65
# By service, operation and parameters: what AWS refuses, and what is said of it.
REFUSED = {
    "too long": ("sts", "assume_role", {"RoleArn": ROLE, "RoleSessionName": TOO_LONG}, "65 characters; .* allows 64"),
    "not of the pattern": (
        "sts",
        "assume_role",
        {"RoleArn": ROLE, "RoleSessionName": "a b"},
        "RoleSessionName is 'a b'",
    ),
    "of no known value": (
        "ssm",
        "put_parameter",
        {"Name": "/orders/weight", "Value": "5", "Type": "Text"},
        r"Type is 'Text'; the locked botocore does not know this value \(only String, StringList, SecureString\)",
    ),
    "younger than botocore": (
        "lambda",
        "update_function_configuration",
        {"FunctionName": "orders", "Runtime": "python9.13"},
        r"does not know this value \(the nearest of its \d\d: python3\.13(, python3\.\d+){2}\)",
    ),
    "too large": (
        "sts",
        "assume_role",
        {"RoleArn": ROLE, "RoleSessionName": "orders", "DurationSeconds": 90_000},
        "DurationSeconds is 90000; the model allows 43200",
    ),
    "too many": (
        "cloudformation",
        "create_change_set",
        {"StackName": "orders", "ChangeSetName": "one", "Tags": [{"Key": str(n), "Value": "v"} for n in range(51)]},
        "Tags has 51 entries; the model allows 50",
    ),
    "deep inside": (
        "cloudformation",
        "create_change_set",
        {"StackName": "orders", "ChangeSetName": "one", "Tags": [{"Key": "k" * 129, "Value": "v"}]},
        r"Tags\[0\]\.Key is 'k+…', 129 characters; the model allows 128",
    ),
}
each_refused = pytest.mark.parametrize(("service", "method", "given", "said"), REFUSED.values(), ids=REFUSED)


@each_refused
def test_a_call_that_aws_refuses_is_sent_by_botocore_alone_and_stopped_here(
    service: str, method: str, given: dict[str, Any], said: str
) -> None:
    # botocore has nothing to say
    validate_parameters(given, operations(service)[method].input_shape)
    # Whoever answers in the test
    client = boto3.client(service)
    with Stubber(client) as stubber, pytest.raises(RefusedByTheModel, match=said):
        stubber.add_response(method, {})
        getattr(client, method)(**given)
    with pytest.raises(RefusedByTheModel, match=said):
        getattr(fake_client(service, **{method: lambda **_: {}}), method)(**given)


def test_a_call_that_aws_takes_is_answered_and_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(judged_calls, "LISTENERS", [lambda operation: heard.append(operation.name)])
    sts = fake_client("sts", assume_role=lambda **given: given["RoleArn"], get_caller_identity=dict)
    assert sts.assume_role(RoleArn=ROLE, RoleSessionName="orders-deploy") == ROLE
    assert sts.get_caller_identity() == {}
    assert heard == ["AssumeRole", "GetCallerIdentity"]


class Stacks(AwsFake, services=("s3", "cloudformation")):
    """A stand-in of two services, which takes whatever it is given."""

    def describe_stacks(self, **_: Any) -> str:
        return "described"

    def get_paginator(self, _operation: str) -> "Stacks":
        return self

    def get_waiter(self, _name: str) -> "Stacks":
        return self

    def paginate(self, **_: Any) -> str:
        return "pages"

    def wait(self, **_: Any) -> str:
        return "waited"

    def told(self, whom: str) -> str:
        return f"told {whom}"


class OlderStacks(Stacks):
    """Of the same services."""


WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "a parameter that there is not": (lambda stacks: stacks.describe_stacks(Stack="orders"), "Unknown parameter"),
    "a wrong type": (lambda stacks: stacks.describe_stacks(StackName=1), "Invalid type"),
    "pages": (lambda stacks: stacks.get_paginator("describe_stack_events").paginate(Stack="a"), "Unknown parameter"),
    "no paginator": (lambda stacks: stacks.get_paginator("execute_change_set"), "no paginator execute_change_set"),
    "a waiter": (lambda stacks: stacks.get_waiter("stack_delete_complete").wait(Stack="a"), "Unknown parameter"),
    "no waiter": (lambda stacks: stacks.get_waiter("stack_is_fine"), "no waiter stack_is_fine"),
}


@pytest.mark.parametrize(("call", "said"), WRONG.values(), ids=WRONG)
def test_a_stand_in_takes_what_its_service_takes_and_nothing_else(call: Callable[[Any], object], said: str) -> None:
    with pytest.raises(RefusedByTheModel, match=said):
        call(OlderStacks())


def test_a_stand_in_answers_what_its_service_takes() -> None:
    stacks: Any = OlderStacks()
    assert stacks.describe_stacks(StackName="orders") == "described"
    pages = stacks.get_paginator("describe_stack_events")
    assert pages.paginate(StackName="orders", PaginationConfig={"MaxItems": 1}) == "pages"
    waiter = stacks.get_waiter("stack_delete_complete")
    assert waiter.wait(StackName="orders", WaiterConfig={"Delay": 1}) == "waited"
    assert stacks.told("somebody") == "told somebody"


@pytest.mark.unjudged_calls("a runtime that is younger than the locked botocore")
def test_a_test_that_says_why_may_make_any_call() -> None:
    given = {"FunctionName": "orders", "Runtime": "python9.13"}
    client = boto3.client("lambda")
    with Stubber(client) as stubber:
        stubber.add_response("update_function_configuration", {})
        client.update_function_configuration(**given)
    assert fake_client("lambda", update_function_configuration=lambda **_: "done").update_function_configuration(
        **given, Unheard="of"
    )


def test_the_sentence_says_how_a_test_takes_itself_out() -> None:
    for given in ({"Runtime": "python9.13"}, {"Unheard": "of"}):
        with pytest.raises(RefusedByTheModel, match=r'mark the test: @pytest\.mark\.unjudged_calls\("the reason"\)'):
            fake_client("lambda", update_function_configuration=dict).update_function_configuration(
                FunctionName="orders", **given
            )


@pytest.mark.parametrize("given", [(), ("",), ("  ",), (5,)])
def test_a_mark_without_a_reason_fails_the_test(request: pytest.FixtureRequest, given: tuple[Any, ...]) -> None:
    request.node.add_marker(pytest.mark.unjudged_calls(*given))
    with pytest.raises(pytest.fail.Exception, match="needs a reason, for example"):
        unjudged_calls.pytest_runtest_setup(request.node)
