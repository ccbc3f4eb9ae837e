"""Which permissions and openings of the network a change set adds: what an approver reads first."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from monitoring.change_sets import Change
from pipeline.self_update.rights import Json, widened

GROUP = "AWS::EC2::SecurityGroup"
# The property of a group that holds its rules, and the type of a rule by itself.
RULES = {
    "in": ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress"),
    "out": ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress"),
}
# Who the rule is for, by the property that says it.
PEERS = ("CidrIp", "CidrIpv6", "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourcePrefixListId")
ALL = "-1"


def widening(changes: Iterable[Change]) -> list[str]:
    """Sentences: what is allowed after these changes, to an identity or on the network, and was not before."""
    found = [each for each in changes if each.before != each.after]
    before = {_name(each): _resource(each, each.before) for each in found if each.before}
    after = {_name(each): _resource(each, each.after) for each in found if each.after}
    return [*_permissions(before, after), *sorted(set(_openings(after)) - set(_openings(before)))]


def _name(change: Change) -> str:
    return f"{change.stack}/{change.logical_id}"


def _resource(change: Change, properties: dict[str, Any]) -> Json:
    return {"Type": change.type, "Properties": properties}


def _permissions(before: Json, after: Json) -> Iterator[str]:
    """One resource at a time: what cannot be judged is told, since it may allow anything."""
    for name in sorted(before.keys() | after.keys()):
        old, new = ({name: side[name]} if name in side else {} for side in (before, after))
        try:
            yield from widened(old, new)
        except (KeyError, TypeError, AttributeError):
            yield f"new permission: {name}: its policy cannot be read before the deployment"


def _openings(resources: Json) -> Iterator[str]:
    for name, resource in resources.items():
        for direction, (property, kind) in RULES.items():
            if resource["Type"] == GROUP:
                for rule in resource["Properties"].get(property, ()):
                    yield _opening(name, direction, rule)
            elif resource["Type"] == kind:
                group = resource["Properties"].get("GroupId", "a group")
                yield _opening(f"{name} ({group})", direction, resource["Properties"])


def _opening(name: str, direction: str, rule: Json) -> str:
    peer = next((rule[each] for each in PEERS if each in rule), "anybody")
    protocol = str(rule.get("IpProtocol", ALL))
    first, last = rule.get("FromPort", ""), rule.get("ToPort", "")
    ports = f" {first}" if first == last else f" {first} to {last}"
    what = "all protocols" if protocol == ALL else f"{protocol}{ports}".rstrip()
    way = "from" if direction == "in" else "to"
    return f"new opening: {name}: {what} {way} {peer if isinstance(peer, str) else json.dumps(peer)}"
