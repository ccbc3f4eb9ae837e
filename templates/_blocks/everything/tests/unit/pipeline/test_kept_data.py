"""A change set that would lose data is refused where data is protected, and says what, why and what to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from environments import ENVIRONMENTS
from monitoring.change_sets import changes
from settings.failure import ActionFailed
from tests.support.change_sets import TABLE, ChangeSets, change, deployment, replacing
from workload.data_types import HOLDS_DATA
from workload.kept_data import losses, review, summary
from workload.names import Part

STACK = "orders-prod-data"
PROTECTED = replace(ENVIRONMENTS[-1], protect_data=True, replace_data=(), approval=True)
DATABASE, LOGS, QUEUE = "AWS::RDS::DBInstance", "AWS::Logs::LogGroup", "AWS::SQS::Queue"
REPLACED = change(
    "Orders",
    Replacement="True",
    PolicyAction="ReplaceAndRetain",
    Details=[replacing("KeySchema"), replacing("KeySchema"), replacing("BillingMode", "Never")],
)


def reviewed(
    *entries: dict[str, Any],
    environment: Any = PROTECTED,
    part: Part = "data",
    events: Sequence[dict[str, Any]] = (),
) -> None:
    cloudformation = ChangeSets([*entries])
    cloudformation.events = [*events]
    review(cloudformation, environment, part, stack=STACK, change_set="release")
    assert cloudformation.deleted == []


def refusal(*entries: dict[str, Any], part: Part = "data", events: Sequence[dict[str, Any]] = ()) -> str:
    cloudformation = ChangeSets([*entries])
    cloudformation.events = [*events]
    with pytest.raises(ActionFailed) as raised:
        review(cloudformation, PROTECTED, part, stack=STACK, change_set="release")
    # Nobody executes it from the console.
    assert cloudformation.deleted == ["release"]
    return str(raised.value)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (REPLACED, f"Orders ({TABLE}, stack {STACK}) is replaced by an empty one because of KeySchema; the old"),
        (change("Orders", Replacement="Conditional"), "may be replaced by an empty one."),
        (change("Orders", "Remove", PolicyAction="Retain"), "no longer in the template: it stays behind, and nothing"),
        (change("Orders", "Remove", PolicyAction="Delete"), "no longer in the template: it is deleted."),
        (change("Orders", "Dynamic"), "changes in a way that CloudFormation cannot tell before"),
        (change("Logs", "Remove", LOGS, PolicyAction="Delete"), "it is deleted."),
    ],
    ids=["replaced", "perhaps replaced", "removed and retained", "removed", "not known before", "an archive deleted"],
)
def test_what_would_be_lost_is_refused_with_its_cause(entry: dict[str, Any], said: str) -> None:
    told = refusal(change("Other", "Add"), entry)
    assert told.startswith(f"{STACK} was not changed: it would lose data.")
    assert said in told
    name = entry["ResourceChange"]["LogicalResourceId"]
    assert f'replace_data=("{name}",) to {PROTECTED.name} in environments.py' in told
    assert "rollback" not in told, "a stage never rolls data back"


@pytest.mark.parametrize(
    "entry",
    [
        change("Orders", "Add"),
        change("Orders", Replacement="False"),
        change("Orders", "Import"),
        change("Function", "Remove", "AWS::Lambda::Function"),
        change("Role", type="AWS::IAM::Role", Replacement="True"),
        # Its lines stay, and no service reads them back.
        change("Logs", "Remove", LOGS, PolicyAction="Retain"),
    ],
    ids=["new", "modified", "imported", "no data", "no data replaced", "an archive that stays"],
)
def test_what_loses_nothing_is_deployed(entry: dict[str, Any]) -> None:
    reviewed(entry)


@pytest.mark.parametrize("type", [LOGS, QUEUE, "AWS::SecretsManager::Secret"])
def test_what_a_service_uses_goes_with_it_unless_its_template_retains_it(type: str) -> None:
    gone = change("Of", "Remove", type, PolicyAction="Delete")
    reviewed(gone, part="service")
    refusal(gone)
    if type != LOGS:
        assert "stays behind" in refusal(change("Of", "Remove", type, PolicyAction="Retain"), part="service")
        refusal(change("Of", "Modify", type, Replacement="True"), part="service")


@pytest.mark.parametrize(
    ("type", "detail", "lost"),
    [
        (DATABASE, replacing("MultiAZ", "Conditionally"), False),
        (DATABASE, replacing("BackupRetentionPeriod", "Conditionally"), False),
        (DATABASE, replacing("DBSnapshotIdentifier", "Conditionally"), True),
        (DATABASE, replacing("Engine", "Conditionally"), True),
        (TABLE, replacing("AttributeDefinitions", "Conditionally", added="Add"), False),
        (TABLE, replacing("AttributeDefinitions", "Conditionally", added="Modify"), True),
        (TABLE, replacing("AttributeDefinitions", "Conditionally"), True),
    ],
    ids=["a standby", "more backups", "another snapshot", "another engine", "an index", "another type", "not told"],
)
def test_a_condition_that_never_holds_is_no_replacement(type: str, detail: dict[str, Any], lost: bool) -> None:
    entry = change("Orders", type=type, Replacement="Conditional", Details=[detail])
    if lost:
        assert detail["Target"]["Name"] in refusal(entry)
    else:
        reviewed(entry)


@pytest.mark.parametrize(
    ("of_role", "causing", "lost"),
    [("False", "Role.Arn", False), ("False", "Role", False), ("True", "Role.Arn", True), ("False", "Role.Name", True)],
    ids=["its ARN", "its id", "a role that is replaced", "another attribute"],
)
def test_a_reference_to_what_is_changed_in_place_is_no_replacement(of_role: str, causing: str, lost: bool) -> None:
    dynamic = replacing("Domain", Evaluation="Dynamic", ChangeSource="ResourceAttribute", CausingEntity=causing)
    entries = [
        change("Role", type="AWS::IAM::Role", Replacement=of_role),
        change("Database", type=DATABASE, Replacement="Conditional", Details=[dynamic]),
    ]
    if lost:
        assert "because of Domain" in refusal(*entries)
    else:
        reviewed(*entries)


def test_where_data_is_not_protected_it_may_go() -> None:
    reviewed(REPLACED, environment=replace(PROTECTED, protect_data=False))


def test_what_is_named_may_go_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    named = replace(PROTECTED, replace_data=("Orders",))
    reviewed(REPLACED, environment=named)
    assert "Orders may go, as replace_data in environments.py says; take that out" in capsys.readouterr().out
    with pytest.raises(ActionFailed, match="- Invoices") as raised:
        reviewed(REPLACED, change("Invoices", "Remove"), environment=named)
    assert "- Orders" not in str(raised.value)


@pytest.mark.parametrize("replaced", [False, True], ids=["created", "replaced"])
def test_a_service_that_is_rolled_back_loses_what_releases_of_the_day_had_made(
    replaced: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = change("Orders", "Remove")
    made = [*deployment("Orders", replaced=replaced), *deployment("Invoices", ago=timedelta(days=9))]
    reviewed(gone, part="service", events=made)
    assert "Orders may go: a deployment of the last 24 hours made it" in capsys.readouterr().out
    # The second try of a rollback, after one that failed.
    reviewed(gone, part="service", events=[*deployment(taken_back=True), *made])


@pytest.mark.parametrize(
    ("part", "name", "events"),
    [
        ("service", "Invoices", [*deployment("Orders"), *deployment("Invoices", ago=timedelta(days=9))]),
        ("service", "Orders", deployment("Orders", ago=timedelta(days=2))),
        # It is the table of before again.
        ("service", "Orders", deployment("Orders", replaced=True, taken_back=True)),
        ("data", "Orders", deployment("Orders")),
    ],
    ids=["another", "long ago", "taken back", "data"],
)
def test_a_rollback_loses_nothing_else(part: Part, name: str, events: list[dict[str, Any]]) -> None:
    told = refusal(change(name, "Remove"), part=part, events=events)
    assert ("If this is a rollback, it cannot be told so" in told) is (part == "service")


def test_without_an_approval_nothing_is_rolled_back() -> None:
    with pytest.raises(ActionFailed, match="would lose data"):
        reviewed(
            change("Orders", "Remove"),
            environment=replace(PROTECTED, approval=False, window=None, freezes=()),
            part="service",
            events=deployment("Orders"),
        )


def test_later_pages_and_nested_stacks_count() -> None:
    nested, new = (f"arn:aws:cloudformation:eu-west-1:111111111111:changeSet/{each}/1" for each in ("nested", "new"))
    inner = change("Inner", type="AWS::CloudFormation::Stack", ChangeSetId=nested, PhysicalResourceId="inner")
    added = change("New", "Add", type="AWS::CloudFormation::Stack", ChangeSetId=new)
    pages = {nested: [[], [change("Two", "Remove")]], new: [[change("Three", "Add")]]}
    found = changes(ChangeSets([change("One")], [inner, added], nested=pages), STACK, "release")
    assert [(each.stack, each.logical_id) for each in found] == [
        (STACK, "One"),
        (STACK, "Inner"),
        ("inner", "Two"),
        (STACK, "New"),
        ("New", "Three"),
    ]
    assert [each.logical_id for each in losses(found, "data")] == ["Two"]


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
