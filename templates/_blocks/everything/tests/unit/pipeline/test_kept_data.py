"""A change set that would lose data is refused where data is protected, and says what, why and what to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from environments import ENVIRONMENTS
from monitoring.change_sets import changes
from settings.failure import ActionFailed
from tests.support.change_sets import TABLE, ChangeSets, change, deployment
from workload.kept_data import HOLDS_DATA, losses, review, summary

STACK = "orders-prod-data"
PROTECTED = replace(ENVIRONMENTS[-1], protect_data=True, replace_data=())
OPEN = replace(ENVIRONMENTS[-1], protect_data=False, replace_data=())
REPLACED = change(
    "Orders",
    Replacement="True",
    PolicyAction="ReplaceAndRetain",
    Details=[
        {"Target": {"Attribute": "Properties", "Name": "KeySchema", "RequiresRecreation": "Always"}},
        {"Target": {"Attribute": "Properties", "Name": "KeySchema", "RequiresRecreation": "Always"}},
        {"Target": {"Attribute": "Properties", "Name": "BillingMode", "RequiresRecreation": "Never"}},
    ],
)


def reviewed(
    *entries: dict[str, Any],
    environment: Any = PROTECTED,
    events: Sequence[dict[str, Any]] = (),
    rolls_back: bool = False,
) -> ChangeSets:
    cloudformation = ChangeSets([*entries])
    cloudformation.events = [*events]
    review(cloudformation, environment, stack=STACK, change_set="release", rolls_back=rolls_back)
    return cloudformation


def refusal(*entries: dict[str, Any]) -> str:
    cloudformation = ChangeSets([*entries])
    with pytest.raises(ActionFailed) as raised:
        review(cloudformation, PROTECTED, stack=STACK, change_set="release", rolls_back=False)
    # Nobody executes it from the console.
    assert cloudformation.deleted == ["release"]
    return str(raised.value)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (REPLACED, f"Orders ({TABLE}, stack {STACK}) is replaced by an empty one because of KeySchema."),
        (change("Orders", Replacement="Conditional"), "may be replaced by an empty one."),
        (change("Orders", "Remove", PolicyAction="Retain"), "no longer in the template: it stays behind, and nothing"),
        (change("Orders", "Remove", PolicyAction="Delete"), "no longer in the template: it is deleted."),
        (change("Orders", "Dynamic"), "changes in a way that CloudFormation cannot tell before"),
        (change("Logs", "Remove", "AWS::Logs::LogGroup", PolicyAction="Delete"), "it is deleted."),
    ],
    ids=["replaced", "perhaps replaced", "removed and retained", "removed", "not known before", "an archive deleted"],
)
def test_what_would_be_lost_is_refused_with_its_cause(entry: dict[str, Any], said: str) -> None:
    told = refusal(change("Other", "Add"), entry)
    assert told.startswith(f"Nothing was deployed: {STACK} would lose data.")
    assert said in told
    name = entry["ResourceChange"]["LogicalResourceId"]
    assert f'replace_data=("{name}",) to {PROTECTED.name} in environments.py' in told


@pytest.mark.parametrize(
    "entry",
    [
        change("Orders", "Add"),
        change("Orders", Replacement="False"),
        change("Orders", "Import"),
        change("Function", "Remove", "AWS::Lambda::Function"),
        change("Role", type="AWS::IAM::Role", Replacement="True"),
        # Its lines stay, and no service reads them back.
        change("Logs", "Remove", "AWS::Logs::LogGroup", PolicyAction="Retain"),
    ],
    ids=["new", "modified", "imported", "no data", "no data replaced", "an archive that stays"],
)
def test_what_loses_nothing_is_deployed(entry: dict[str, Any]) -> None:
    assert reviewed(entry).deleted == []


def test_where_data_is_not_protected_it_may_go() -> None:
    assert reviewed(REPLACED, environment=OPEN).deleted == []


def test_what_is_named_may_go_and_nothing_else() -> None:
    named = replace(PROTECTED, replace_data=("Orders",))
    assert reviewed(REPLACED, environment=named).deleted == []
    with pytest.raises(ActionFailed, match="- Invoices") as raised:
        reviewed(REPLACED, change("Invoices", "Remove"), environment=named)
    assert "- Orders" not in str(raised.value)


@pytest.mark.parametrize(
    "events",
    [
        deployment("Orders"),
        deployment("Orders", reason="Requested update requires the creation of a new physical resource"),
    ],
    ids=["created", "replaced"],
)
def test_a_service_that_is_rolled_back_loses_what_the_release_that_failed_had_made(
    events: list[dict[str, Any]],
) -> None:
    before = deployment("Invoices", ago=timedelta(days=9))
    gone = change("Orders", "Remove")
    assert reviewed(gone, events=[*events, *before], rolls_back=True).deleted == []
    for entry, told, rolls_back in (
        (change("Invoices", "Remove"), [*events, *before], True),
        (gone, deployment("Orders", ago=timedelta(days=2)), True),
        # A stage never rolls data back.
        (gone, events, False),
    ):
        with pytest.raises(ActionFailed, match="would lose data"):
            reviewed(entry, events=told, rolls_back=rolls_back)


def test_later_pages_and_nested_stacks_count() -> None:
    nested = "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/nested/1"
    stack = change("Inner", type="AWS::CloudFormation::Stack", ChangeSetId=nested, PhysicalResourceId="inner")
    cloudformation = ChangeSets([change("One")], [stack], nested={nested: [[], [change("Two", "Remove")]]})
    found = changes(cloudformation, STACK, "release")
    assert [(each.stack, each.logical_id) for each in found] == [(STACK, "One"), (STACK, "Inner"), ("inner", "Two")]
    assert [each.logical_id for each in losses(found)] == ["Two"]


def test_the_summary_begins_with_what_goes() -> None:
    entries = [change("New", "Add"), change("Changed"), REPLACED, change("Gone", "Remove")]
    found = changes(ChangeSets(entries), STACK, "release")
    assert [line.removeprefix(f"{STACK}: ").partition(" (")[0] for line in summary(found)] == [
        "Remove Gone",
        "Replace Orders",
        "Modify Changed",
        "Add New",
    ]


def test_every_kind_of_data_counts() -> None:
    for each in sorted(HOLDS_DATA):
        assert "Any" in refusal(change("Any", "Remove", each)), each
