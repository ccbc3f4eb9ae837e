"""CloudFormation writes no weights of a listener that would send users back to target groups that they have left."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from environments import ENVIRONMENTS
from settings.failure import ActionFailed
from tests.support.change_sets import ChangeSets, change, let_pass
from workload import live_weights
from workload.live_weights import LISTENER, RULE, keeping_weights
from workload.names import stack_name

PROD = ENVIRONMENTS[-1]
STACK = stack_name(PROD, "service")
ELB = "arn:aws:elasticloadbalancing:eu-west-1:111111111111"
BLUE, GREEN = (f"{ELB}:targetgroup/{name}/0123456789abcdef" for name in ("blue", "green"))
NEW = "{{changeSet:KNOWN_AFTER_APPLY}}"
PHYSICAL = {RULE: f"{ELB}:listener-rule/app/one/1/2/3", LISTENER: f"{ELB}:listener/net/one/1/2"}
each_kind = pytest.mark.parametrize("kind", [RULE, LISTENER], ids=["rule", "listener"])


def forward(**weights: int | str) -> list[dict[str, Any]]:
    """The actions of a rule that ECS moves; of the target groups by name. NEW is one that does not exist yet."""
    known = {"blue": BLUE, "green": GREEN}
    groups = [{"TargetGroupArn": known.get(name, NEW), "Weight": each} for name, each in weights.items()]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]


def only(group: str) -> list[dict[str, Any]]:
    """The action of a listener that CodeDeploy moves, or that nobody moves."""
    return [{"Type": "forward", "TargetGroupArn": group}]


def modified(kind: str, after: list[dict[str, Any]] | None, *, action: str = "Modify", **more: Any) -> dict[str, Any]:
    """after: what CloudFormation would write; None: it does not say."""
    property = "Actions" if kind == RULE else "DefaultActions"
    context = {} if after is None else {"AfterContext": json.dumps({"Properties": {property: after}})}
    return change("Moved", action, kind, PhysicalResourceId=PHYSICAL[kind], **context, **more)


class Balancers:
    """Says where users are. It is asked only for what a test scripts."""

    def __init__(self) -> None:
        self._client = boto3.client("elbv2", region_name="eu-west-1")
        self.stubber = Stubber(self._client)
        self.sessions = 0

    def session(self, _environment: object) -> "Balancers":
        self.sessions += 1
        return self

    def client(self, name: str) -> Any:
        assert name == "elbv2"
        return self._client

    def serve(self, kind: str, actions: list[dict[str, Any]]) -> None:
        if kind == RULE:
            self.stubber.add_response(
                "describe_rules", {"Rules": [{"Actions": actions}]}, {"RuleArns": [PHYSICAL[kind]]}
            )
        else:
            self.stubber.add_response(
                "describe_listeners", {"Listeners": [{"DefaultActions": actions}]}, {"ListenerArns": [PHYSICAL[kind]]}
            )


@pytest.fixture
def balancers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Balancers]:
    balancers = Balancers()
    monkeypatch.setattr(live_weights, "lookup_session", balancers.session)
    with balancers.stubber:
        yield balancers
        balancers.stubber.assert_no_pending_responses()


def release(*changes: dict[str, Any]) -> ChangeSets:
    """What CloudFormation kept of the change set after it was examined."""
    cloudformation = ChangeSets(list(changes))
    keeping_weights(PROD, let_pass)(cloudformation, STACK, "release-1")
    return cloudformation


@each_kind
def test_a_change_that_would_send_users_back_is_refused_with_both_weights(balancers: Balancers, kind: str) -> None:
    balancers.serve(kind, forward(blue=0, green=100))
    cloudformation = ChangeSets([modified(kind, forward(blue="100", green="0"))])
    with pytest.raises(ActionFailed) as refused:
        keeping_weights(PROD, let_pass)(cloudformation, STACK, "release-1")
    assert str(refused.value) == (
        f"{STACK} was not changed: the release modifies Moved ({kind}), so CloudFormation would write blue 100, "
        'green 0, and the weights are blue 0, green 100 now; see the runbook, "A release would move users back".'
    )
    # Nobody can execute it by hand either.
    assert cloudformation.deleted == ["release-1"]


@each_kind
@pytest.mark.parametrize(
    "live",
    [forward(blue=100, green=0), forward(green=0, blue=999), forward(blue=1)],
    ids=["the same", "other numbers", "the group without requests is gone"],
)
def test_a_change_that_leaves_users_where_they_are_passes(
    balancers: Balancers, kind: str, live: list[dict[str, Any]]
) -> None:
    balancers.serve(kind, live)
    assert release(modified(kind, forward(blue="100", green="0"))).deleted == []


def test_a_listener_that_codedeploy_has_moved_is_refused_as_well(balancers: Balancers) -> None:
    balancers.serve(LISTENER, only(GREEN))
    with pytest.raises(ActionFailed, match="would write blue 1, and the weights are green 1 now"):
        release(modified(LISTENER, only(BLUE)))


@pytest.mark.parametrize("written", [forward(new="100", other="0"), None], ids=["new groups", "not told"])
def test_weights_that_nobody_knows_before_are_refused_where_users_can_be_moved(
    balancers: Balancers, written: list[dict[str, Any]] | None
) -> None:
    balancers.serve(RULE, forward(blue=0, green=100))
    with pytest.raises(ActionFailed, match=r"would write (\{\{changeSet|none that are known before)"):
        release(modified(RULE, written))


@pytest.mark.parametrize("written", [only(NEW), None], ids=["a new group", "not told"])
def test_where_nothing_moves_users_a_new_target_group_passes(
    balancers: Balancers, written: list[dict[str, Any]] | None
) -> None:
    balancers.serve(LISTENER, only(BLUE))
    assert release(modified(LISTENER, written)).deleted == []


def test_what_answers_by_itself_has_no_weights_to_lose(balancers: Balancers) -> None:
    balancers.serve(LISTENER, [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}])
    assert release(modified(LISTENER, [{"Type": "fixed-response"}])).deleted == []


def follows(entity: str) -> dict[str, Any]:
    """A detail: the value of another resource, which CloudFormation knows only when it has modified that one."""
    target = {"Attribute": "Properties", "Name": "Actions", "RequiresRecreation": "Never"}
    return {"Evaluation": "Dynamic", "ChangeSource": "ResourceReference", "CausingEntity": entity, "Target": target}


def test_a_rule_that_only_refers_to_a_modified_target_group_is_not_written(balancers: Balancers) -> None:
    group = change("Blue", "Modify", "AWS::ElasticLoadBalancingV2::TargetGroup", Replacement="False")
    release(group, modified(RULE, forward(new="100", green="0"), Details=[follows("Blue")]))
    assert balancers.sessions == 0


def test_a_rule_that_changes_itself_as_well_is_compared(balancers: Balancers) -> None:
    group = change("Blue", "Modify", "AWS::ElasticLoadBalancingV2::TargetGroup", Replacement="False")
    direct = {"Evaluation": "Static", "Target": {"Attribute": "Properties", "Name": "Conditions"}}
    balancers.serve(RULE, forward(blue=0, green=100))
    with pytest.raises(ActionFailed, match="blue 0, green 100 now"):
        release(group, modified(RULE, forward(blue="100", green="0"), Details=[follows("Blue"), direct]))


def test_a_release_that_touches_no_listener_asks_nobody(balancers: Balancers) -> None:
    release(change("Service", "Modify", "AWS::ECS::Service"), modified(RULE, forward(blue="100"), action="Add"))
    assert balancers.sessions == 0


def test_what_was_refused_for_another_reason_stays_refused(balancers: Balancers) -> None:
    def refuse(*_of: object) -> None:
        raise ActionFailed("it would lose data")

    with pytest.raises(ActionFailed, match="it would lose data"):
        keeping_weights(PROD, refuse)(ChangeSets([]), STACK, "release-1")
