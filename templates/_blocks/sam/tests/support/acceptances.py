"""What the resources of a template accept of cdk-nag, in `Metadata`; each mistake in it is a sentence with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from security.nag import MOST_REASONS, is_reason
from settings.configuration import TemplateRefused
from tests.support.template_lines import place
from workload.parameters import marked_template

KEYS = {"id", "reason", "applies_to"}
EXAMPLE = "for example `reason: X-Ray knows no resources`"


@dataclass(frozen=True)
class Accepted:
    """One entry of `rules_to_suppress`. resource: its logical id in the file. line: where the entry stands."""

    resource: str
    rule: str
    findings: tuple[str, ...]
    reason: str
    line: str


def accepted_in(template: Path) -> list[Accepted]:
    """Everything that a file accepts. Raises TemplateRefused: an entry would be read wrongly, or not at all."""
    found, wrong = [], []
    for name, resource in marked_template(template)["Resources"].items():
        for number, entry, problems in _entries(resource.get("Metadata")):
            line = place(template, number)
            wrong += [f"{line}: resource {name}: {problem}" for problem in problems]
            if not problems:
                findings = tuple(map(str, entry.get("applies_to", ())))
                found.append(Accepted(str(name), str(entry["id"]), findings, str(entry["reason"]), line))
    if len({each.reason for each in found}) > MOST_REASONS:
        wrong.append(
            f"{place(template, 1)}: findings are accepted for more than {MOST_REASONS} reasons: "
            "change what is found instead, for example grant named actions on named resources"
        )
    if wrong:
        raise TemplateRefused("\n".join(wrong))
    return found


def _entries(metadata: Any) -> Iterator[tuple[int, Any, list[str]]]:
    """The line of each entry, the entry, and what is wrong with it or with what stands in its place."""
    for key, accepted in metadata.items() if isinstance(metadata, dict) else ():
        if key == "cdk_nag" and isinstance(accepted, dict):
            yield from _entries_in(accepted)
        elif re.sub("[^a-z]", "", str(key).lower()) == "cdknag":
            yield _line(key), None, [f"`{key}` is not read like this: write `cdk_nag: {{rules_to_suppress: […]}}`"]


def _entries_in(accepted: Any) -> Iterator[tuple[int, Any, list[str]]]:
    for key, entries in accepted.items():
        if key == "rules_to_suppress" and isinstance(entries, list):
            for entry in entries:
                yield _line(entry if hasattr(entry, "start_mark") else key), entry, list(_problems(entry))
        else:
            wanted = "write `rules_to_suppress:` with a list of `id:` and `reason:`"
            yield _line(key), None, [f"`{key}` of cdk_nag is not read like this: {wanted}"]


def _line(node: Any) -> int:
    number: int = node.start_mark.line + 1
    return number


def _problems(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        yield "an entry of rules_to_suppress has no `id:`, for example `id: AwsSolutions-IAM5`"
        return
    rule = entry["id"]
    for key in set(entry) - KEYS:
        yield f"{rule} has the key `{key}`, which nobody reads: write one of id, reason, applies_to"
    if not isinstance(entry.get("reason"), str) or not is_reason(entry["reason"]):
        yield f"{rule} is accepted without a reason: write `reason:` with why it is right here, {EXAMPLE}"
    findings = entry.get("applies_to", [])
    if not isinstance(findings, list) or not all(isinstance(each, str) for each in findings):
        yield f'{rule}: `applies_to` is a list of texts, for example `applies_to: ["Resource::*"]`'
