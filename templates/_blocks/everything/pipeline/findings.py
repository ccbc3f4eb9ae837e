"""What is read from the report of a synthesis: findings that nobody accepted, and acceptances of nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk

from security.nag import PACK, Acceptance, acceptances
from security.origins import line_of_construct, lines_of_rights

# More is no help to whoever mends the first ones; the report has them all.
MOST_SHOWN = 8
MOST_PLACES = 3
MOST_LINES = 4

# `table.grant` takes in every index, and the finding holds the name of one environment's stack.
_WITHOUT_WILDCARD = (
    "(Better than `table.grant(…)`, which gives rights on all indexes: name the one that is asked, for example",
    '`iam.Grant.add_to_principal(grantee=…, actions=[…], resource_arns=[f"{table.table_arn}/index/NAME"])`.)',
)


@dataclass(frozen=True)
class Finding:
    """What one rule of `pack` finds. paths: of the constructs, in the order of the report."""

    pack: str
    rule: str
    description: str
    paths: tuple[str, ...]


def open_findings(report: Mapping[str, Any]) -> list[Finding]:
    """The findings in a report of the CDK that nobody accepted. A warning stops nothing and is none."""
    return [
        Finding(
            plugin["pluginName"],
            violation["ruleName"],
            violation["description"],
            tuple(each["constructPath"] for each in violation["violatingConstructs"]),
        )
        for plugin in report.get("pluginReports", ())
        for violation in plugin["violations"]
        if violation.get("severity") != "warning"
    ]


def explain_findings(app: cdk.App, findings: Sequence[Finding]) -> str:
    """Each finding with the line that made the construct; then the two ways on."""
    by_line: dict[tuple[str, Finding], list[str]] = defaultdict(list)
    for finding in findings:
        for path in finding.paths:
            # A policy is made of rights that lines elsewhere gave: one of them is to be changed, not the role.
            line = ", ".join(lines_of_rights(path)[:MOST_LINES]) or line_of_construct(app, path)
            by_line[line, finding].append(path)
    lines = [f"{len(by_line)} open finding{'s' if len(by_line) > 1 else ''}:"]
    for (line, finding), paths in list(by_line.items())[:MOST_SHOWN]:
        more = f", and in {len(paths) - MOST_PLACES} more places" if len(paths) > MOST_PLACES else ""
        lines.append(f"{line}: {finding.rule}: {finding.description}".removeprefix(": "))
        lines.append(f"    {', '.join(paths[:MOST_PLACES])}{more}")
    if len(by_line) > MOST_SHOWN:
        lines.append(f"and {len(by_line) - MOST_SHOWN} more; mend these first.")
    can_be_accepted = [(line, finding.rule) for line, finding in by_line if finding.pack == PACK]
    if not can_be_accepted:
        return "\n".join([*lines, "Change the line that is named."])
    line, rule = can_be_accepted[0]
    return "\n".join([*lines, *_how_to_accept(rule, in_template=".yaml:" in line)])


def _how_to_accept(found: str, *, in_template: bool) -> list[str]:
    """What a person writes to accept a finding: `found` is a rule, or a rule and in brackets which finding of it."""
    rule, bracket, which = found.partition("[")
    which = which.removesuffix("]")
    if in_template:
        return [
            "Change the resource that is named, or accept the finding there, with the reason why it is right:",
            "    Metadata:",
            "      cdk_nag:",
            "        rules_to_suppress:",
            f"          - id: {rule}",
            *([f'            applies_to: ["{which}"]'] if bracket else []),
            "            reason: …",
        ]
    quote = "'" if '"' in which else '"'
    finding = f"finding={quote}{which}{quote}, " if bracket else ""
    return [
        "Change the line that is named, or accept the finding beside it, with the reason why it is right there:",
        *(_WITHOUT_WILDCARD if which.endswith("/index/*") else ()),
        "    from security.nag import accept",
        f'    accept(construct, rule="{rule}", {finding}reason="…")',
    ]


def unused_acceptances(app: cdk.App, report: Mapping[str, Any]) -> list[str]:
    """A sentence for each acceptance in `app` of something that is not found there."""
    used = {
        (violation["acknowledgedAt"], violation["acknowledgedId"])
        for plugin in report.get("pluginReports", ())
        for violation in plugin.get("suppressedViolations", ())
    }
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for acceptance in acceptances(app):
        for rule in _unused(acceptance, used):
            places[acceptance.line, rule].append(acceptance.constructs[0].node.path)
    sentences = [
        f"{line}: cdk-nag finds no {rule} at {paths[0]}{f' and {len(paths) - 1} more' if len(paths) > 1 else ''}, "
        "where it is accepted: correct the rule or the finding, or remove the acceptance when the finding is gone."
        for (line, rule), paths in places.items()
    ]
    return sentences[:MOST_SHOWN]


def _unused(acceptance: Acceptance, used: set[tuple[str, str]]) -> Iterator[str]:
    paths = [construct.node.path for construct in acceptance.constructs]
    missing = [id for id in acceptance.ids if not any((path, id) in used for path in paths)]
    if not acceptance.any_of or len(missing) == len(acceptance.ids):
        yield from (id.removeprefix(f"{PACK}::") for id in missing)
