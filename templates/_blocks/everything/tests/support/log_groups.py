"""CloudWatch encrypts a log group only with a key whose policy names that group; else the group cannot be created."""

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.cloudformation import Template, as_list, in_words, references, resources


def refused_log_groups(templates: Mapping[str, Template]) -> list[str]:
    """The names of encrypted log groups that no key of these stacks lets CloudWatch write.

    templates: by the name of the stack; a group may use the key of another one of them. Raises AssertionError when no
    group is encrypted, since then nothing would be tested.
    """
    groups = [
        (_group_name(stack, id, group["Properties"]), references(group["Properties"]["KmsKeyId"]))
        for stack, template in templates.items()
        for id, group in resources(template, "AWS::Logs::LogGroup").items()
        if "KmsKeyId" in group["Properties"]
    ]
    assert groups, "no log group is encrypted"
    keys = {
        id: list(_allowed(stack, key["Properties"]))
        for stack, template in templates.items()
        for id, key in resources(template, "AWS::KMS::Key").items()
    }
    return [name for name, own in groups if not _matches(name, [keys[id] for id in own & set(keys)] or keys.values())]


def _matches(name: str, policies: Any) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for patterns in policies for pattern in patterns)


def _allowed(stack: str, key: dict[str, Any]) -> Iterator[str]:
    """The patterns of names that the policy of the key has for CloudWatch Logs."""
    for statement in key["KeyPolicy"]["Statement"]:
        service = in_words(statement["Principal"].get("Service", ""))
        if service.startswith("logs.") and "kms:GenerateDataKey*" in statement["Action"]:
            for pattern in as_list(statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]):
                yield in_words(pattern, stack=stack).partition(":log-group:")[2]


def _group_name(stack: str, id: str, group: dict[str, Any]) -> str:
    return in_words(group.get("LogGroupName", {"Ref": f"{id}-1A2B3C"}), stack=stack)
