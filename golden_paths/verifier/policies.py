"""Policies of IAM: whom a statement names, what it allows, and under which condition."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from .templates import Resource, as_list, as_text

# Conditions on how a request is made. They do not say who makes it.
SAYS_NOT_WHO = re.compile(
    r"aws:(securetransport|requestedregion|currenttime|epochtime|useragent|tokenissuetime|multifactorauth.*)"
    r"|s3:(x-amz-.*|prefix|delimiter|max-keys|tlsversion|signatureversion)"
    r"|lambda:(functionurlauthtype|invokedviafunctionurl)|sns:protocol"
)


@dataclass(frozen=True)
class Statement:
    """A statement of a policy.

    owner: the resource that holds the policy; sure: no condition of the template guards it.
    """

    owner: Resource
    body: Mapping[str, Any]
    sure: bool = True

    @property
    def allows(self) -> bool:
        return as_text(self.body.get("Effect")) == "Allow"

    @property
    def surely_allows(self) -> bool:
        """It allows its actions in every stack of the template."""
        return self.allows and self.sure

    @cached_property
    def actions(self) -> list[str]:
        """As written; IAM does not tell small letters from capital ones, nor does `matches`."""
        return [as_text(each) for each in each_of(self.body.get("Action"))]

    @property
    def resources(self) -> list[Any]:
        return list(each_of(self.body.get("Resource")))

    @property
    def on_everything(self) -> bool:
        return any(as_text(each) == "*" for each in as_list(self.body.get("Resource")))

    @property
    def called(self) -> str:
        """Its Sid for a sentence; nothing where it has none."""
        sid = as_text(self.body.get("Sid"))
        return f' "{sid}"' if sid else ""

    def principals(self, kind: str) -> list[Any]:
        """Those of a kind: AWS, Service or Federated. `*` alone is of the kind AWS."""
        found = self.body.get("Principal")
        if isinstance(found, str):
            return [found] if kind == "AWS" else []
        return list(each_of(found.get(kind))) if isinstance(found, Mapping) else []

    @property
    def for_everybody(self) -> bool:
        """It allows something to every principal of every account, and no condition says who."""
        found = self.body.get("Principal")
        named = as_list(found.get("AWS")) if isinstance(found, Mapping) else [found]
        return self.surely_allows and "*" in named and not self.says_who

    @cached_property
    def conditions(self) -> list[tuple[str, list[str]]]:
        """Condition keys in small letters and their values as texts, whatever the operator."""
        found = self.body.get("Condition")
        tests = found.values() if isinstance(found, Mapping) else []
        return [
            (str(key).lower(), [as_text(each) for each in each_of(values)])
            for test in tests
            if isinstance(test, Mapping)
            for key, values in test.items()
        ]

    @property
    def says_who(self) -> bool:
        """It has a condition that not everybody fulfils, or one that nobody can read here."""
        written = self.body.get("Condition")
        if isinstance(written, Mapping) and any(str(key).startswith("Fn::") or key == "Ref" for key in written):
            return True
        return any(not SAYS_NOT_WHO.fullmatch(key) and set(values) - {"*"} for key, values in self.conditions)

    def may(self, action: str) -> bool:
        """It allows this action on something. What NotAction leaves is taken as allowed."""
        if not self.allows:
            return False
        return "NotAction" in self.body or any(matches(each, action) for each in self.actions)

    def reaches(self, target: Resource | None) -> bool:
        """Its resources may be this one: one that no text decides may be."""
        if target is None or "NotResource" in self.body:
            return True
        return any(may_be(each, target) for each in self.resources)


def each_of(value: Any) -> Iterator[Any]:
    """What stands alone or in a list; both branches of a Fn::If."""
    for each in as_list(value):
        if isinstance(each, list):
            yield from each_of(each)
        elif isinstance(each, Mapping) and "Fn::If" in each:
            yield from each_of(as_list(each["Fn::If"])[1:])
        elif not (isinstance(each, Mapping) and each.get("Ref") == "AWS::NoValue"):
            yield each


def read(owner: Resource, policy: Any) -> list[Statement]:
    """The statements of a policy document; none where it is no mapping."""
    found = policy.get("Statement") if isinstance(policy, Mapping) else None
    always = "Condition" not in owner.body
    return [
        Statement(owner, each, always and each is written)
        for written in as_list(found)
        for each in each_of(written)
        if isinstance(each, Mapping)
    ]


def is_read(policy: Any) -> bool:
    """All statements of this document, and what they allow or deny, can be read here."""
    found = policy.get("Statement") if isinstance(policy, Mapping) else None
    return found is not None and all(
        isinstance(each, Mapping)
        and isinstance(each.get("Effect"), str)
        and all(isinstance(action, str) for action in each_of(each.get("Action")))
        for each in each_of(found)
    )


def matches(pattern: str, text: str) -> bool:
    """As IAM compares actions: `*` is any text, `?` one character, small letters are as good as capital ones."""
    return pattern in {text, "*"} or bool(_pattern(pattern).fullmatch(text))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE)


def may_be(value: Any, target: Resource) -> bool:
    """This ARN may be of `target`, or of something in it. It is not where it names another resource of that type."""
    named = [target.template.resources.get(each) for each in _names(value)]
    found = [each for each in named if each is not None]
    return any(each is target for each in found) or not any(each.type == target.type for each in found)


def _names(value: Any) -> Iterator[str]:
    return iter(re.findall(r"\$\{([A-Za-z0-9]+)", as_text(value)))


def account(arn: str) -> str:
    """The account of an ARN as a text; empty where it has none or is none."""
    parts = arn.replace("AWS::", "AWS.").split(":")
    return parts[4].replace("AWS.", "AWS::") if len(parts) > 5 else ""
