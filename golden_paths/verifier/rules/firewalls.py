"""Web application firewalls: they refuse something, and stand before something."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, as_text
from ..values import walk

ACL = "AWS::WAFv2::WebACL"
ACTIONS = "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-actions.html"
LOGS = "https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html"
PREFIX = "aws-waf-logs-"

_ACL = """
Acl:
  Type: AWS::WAFv2::WebACL
  Properties:
    Scope: REGIONAL
    DefaultAction: {Allow: {}}
    Rules:
    - {Name: Common, OverrideAction: { %s: {}}, Statement: {ManagedRuleGroupStatement: {Name: Common}}}
    - {Name: Limit, Action: { %s: {}}, Statement: {RateBasedStatement: {Limit: 100}}}
%s
"""
_BEFORE = "Of: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: !GetAtt Acl.Arn, ResourceArn: balancer}}"


@rule(
    id="firewall-refuses",
    reason="A rule that counts lets every request through; what was meant for a trial stays so for years.",
    source=ACTIONS,
    fails=with_resources(_ACL % ("Count", "Block", _BEFORE)),
    passes=with_resources(_ACL % ("None", "Block", _BEFORE)),
)
def refuses(repository: Repository) -> Iterator[At]:
    """A firewall that allows by default has a rule group that refuses, and a limit of rates that does."""
    for acl in repository.of_type(ACL):
        default, found = acl.get("DefaultAction"), acl.get("Rules")
        if not isinstance(default, Mapping) or "Allow" not in default:
            continue
        # A rule that a function makes may block.
        if not isinstance(found, list) or not all(isinstance(each, Mapping) and "Statement" in each for each in found):
            continue
        groups = [each for each in found if "OverrideAction" in each]
        blocking = [each for each in found if not _counts(each)]
        labels = [each for each in blocking if _has(each, "LabelMatchStatement")]
        if groups and all(_counts(each) for each in groups) and not labels:
            told = "each of its rule groups has OverrideAction Count, so that none refuses a request: set None"
            yield At.of(acl, told)
        limits = [each for each in found if _has(each, "RateBasedStatement")]
        for each in limits if not labels and all(_counts(limit) for limit in limits) else ():
            if not each.get("RuleLabels"):
                yield At.of(
                    acl, f'the limit "{each.get("Name")}" only counts whoever is above it: set its action to Block'
                )


def _counts(one: Mapping[str, Any]) -> bool:
    """Whether this rule surely lets every request on."""
    action = one.get("Action") or one.get("OverrideAction")
    return isinstance(action, Mapping) and "Count" in action


def _has(one: Mapping[str, Any], statement: str) -> bool:
    return any(True for _ in walk(one.get("Statement"), statement))


@rule(
    id="firewall-stands-before-something",
    reason="A firewall that is associated with nothing sees no request.",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating.html",
    fails=with_resources(_ACL % ("None", "Block", "")),
    passes=with_resources(_ACL % ("None", "Block", _BEFORE)),
)
def stands_before(repository: Repository) -> Iterator[At]:
    """A regional firewall is associated with something, or given to another stack."""
    for acl in repository.of_type(ACL):
        others = [each for each in acl.template.resources.values() if each.id != acl.id]
        used = as_text([*(str(each.body) for each in others if "Logging" not in each.type), str(_outputs(acl))])
        associations = acl.template.of_type("AWS::WAFv2::WebACLAssociation")
        unknown = any(acl.template.resource(each.get("WebACLArn")) is None for each in associations)
        if acl.text("Scope") == "REGIONAL" and acl.id not in used and not unknown:
            yield At.of(acl, "no association names this firewall, so that it stands before nothing: associate it")


def _outputs(acl: Resource) -> Any:
    return acl.template.body.get("Outputs")


_LOG = _ACL % ("None", "Block", _BEFORE) + (
    'Log: {Type: "AWS::WAFv2::LoggingConfiguration", Properties: {LogDestinationConfigs: [%s]}}'
)
_ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:%s"


@rule(
    id="firewall-may-write-its-log",
    reason="The firewall writes only to destinations whose name begins with aws-waf-logs-, and refuses others.",
    source=LOGS,
    fails=with_resources(_LOG % f'"{_ARN % "orders-waf"}"'),
    passes=with_resources(_LOG % f'"{_ARN % "aws-waf-logs-orders"}"'),
)
def may_write_log(repository: Repository) -> Iterator[At]:
    """What a firewall logs to has a name that begins with aws-waf-logs-."""
    for logging in repository.of_type("AWS::WAFv2::LoggingConfiguration"):
        for value in as_list(logging.get("LogDestinationConfigs")):
            target = logging.template.resource(value)
            name = as_text(value).partition(":log-group:")[2]
            if target is not None:
                name = target.text("LogGroupName") or target.text("BucketName") or target.text("DeliveryStreamName")
            if name and not name.startswith((PREFIX, "${")) and "Fn::" not in name:
                yield At.of(logging, f"it logs to {name[:80]}, whose name has to begin with {PREFIX}: rename that")
