"""Nothing that holds data is replaced by an empty one: logical ids and replacing properties are those on file."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed
from tests.support import data_stack
from tests.support.data_stack import FILE, RECORD, Pins, differences, pins, read, record
from tests.support.memory import Memory
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload import data_types
from workload.environment import Environment

TABLE, IMAGES = "AWS::DynamoDB::Table", "AWS::ECR::Repository"
# For tests of the comparison, in place of the schemas.
REPLACING = {TABLE: ["AttributeDefinitions", "KeySchema", "TableName"], IMAGES: ["Encryption/Key"]}
HASH = {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
ID, TIME = ({"AttributeName": name, "AttributeType": "S"} for name in ("id", "time"))


@every_environment
def test_the_data_stack_keeps_its_ids_and_what_would_replace_it(
    environment: Environment, pytestconfig: pytest.Config
) -> None:
    recorded = read()
    judged_by = (Path(str(module.__file__)).read_text("utf-8") for module in (data_stack, data_types))
    clean = Memory.of(pytestconfig, f"data-stack/{environment.name}", version("cfn-lint"), *judged_by)
    compared = json.dumps([recorded, deployed(environment)["data"]])
    if clean.knows(compared):
        return
    wrong = list(differences(recorded, data_stack.of(environment)))
    assert not wrong, "\n".join(
        [
            f"The data stack of {environment.name} is not the one in {FILE.as_posix()}:",
            *wrong,
            f"To keep the data, take the change back. If it is meant, record it and commit the file: {RECORD}",
        ]
    )
    clean.remember(compared)


def pinned(monkeypatch: pytest.MonkeyPatch, type: str = TABLE, id: str = "Orders", **properties: Any) -> Pins:
    monkeypatch.setattr(data_stack, "replacing", lambda type, region: REPLACING[type])
    resources = {id: {"Type": type, "Properties": properties}, "Role": {"Type": "AWS::IAM::Role"}}
    return pins({"Resources": resources}, region="eu-west-1", deployment="orders-dev")


@pytest.mark.parametrize(
    ("id", "after", "said"),
    [
        ("Bookings", HASH, "Orders (AWS::DynamoDB::Table) is no longer in the data stack: Bookings takes its place, a"),
        ("Orders", {"KeySchema": [ID]}, "KeySchema of Orders (AWS::DynamoDB::Table) was [{"),
        ("Orders", {}, '"KeyType": "HASH"}] and is nothing: CloudFormation would replace it by a second, empty one.'),
        ("Orders", HASH | {"TableName": "mine"}, 'was nothing and is "mine": CloudFormation would replace it'),
    ],
    ids=["another id", "another key", "no key", "a name of its own"],
)
def test_what_would_be_replaced_is_told_in_one_sentence(
    id: str, after: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told,) = differences(pinned(monkeypatch, **HASH), pinned(monkeypatch, id=id, **after))
    assert said in told


def test_what_is_gone_new_or_of_another_type_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    table, images = pinned(monkeypatch), pinned(monkeypatch, IMAGES)
    assert list(differences(table, {})) == [
        "Orders (AWS::DynamoDB::Table) is no longer in the data stack: nothing takes its place, and nobody reads the "
        "data of Orders any more."
    ]
    (new,) = differences({}, table)
    assert new == "Orders (AWS::DynamoDB::Table) is new in the data stack, and not pinned yet."
    (told,) = differences(table, images)
    assert told.startswith("Orders was AWS::DynamoDB::Table and is AWS::ECR::Repository")


def test_sizes_and_what_is_changed_in_place_are_nobody_s_business(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pinned(monkeypatch, **HASH, AttributeDefinitions=[ID], BillingMode="PROVISIONED")
    grown = pinned(monkeypatch, **HASH, AttributeDefinitions=[TIME, ID], BillingMode="PAY_PER_REQUEST")
    assert list(differences(before, grown)) == []
    assert len(list(differences(grown, before))) == 1


def test_a_property_within_a_property_counts_and_the_name_of_the_environment_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert pinned(monkeypatch, IMAGES, Encryption={"Key": "orders-dev-key", "Other": 1}) == {
        "Orders": {"Type": IMAGES, "Properties": {"Encryption/Key": "<deployment>-key"}}
    }
    assert pinned(monkeypatch, IMAGES, Encryption="none")["Orders"]["Properties"] == {}


def test_the_command_records_what_the_test_then_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = pinned(monkeypatch, **HASH)
    monkeypatch.setattr(data_stack, "of", lambda environment: recorded)
    (tmp_path / FILE).parent.mkdir(parents=True)
    with pytest.raises(ActionFailed, match=f"pins nothing. Write it with: {RECORD}"):
        read(tmp_path)
    record(tmp_path)
    assert read(tmp_path) == recorded


def test_environments_that_differ_in_more_than_sizes_are_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, other = pinned(monkeypatch), pinned(monkeypatch, TableName="mine")
    monkeypatch.setattr(data_stack, "of", lambda environment: other if environment == SANDBOX else table)
    with pytest.raises(ActionFailed, match=f"{ENVIRONMENTS[0].name} and {SANDBOX.name} do not have the same") as raised:
        record(tmp_path)
    assert 'TableName of Orders (AWS::DynamoDB::Table) was nothing and is "mine"' in str(raised.value)
    assert not (tmp_path / FILE).exists()
