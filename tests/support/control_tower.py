"""The proactive controls of AWS Control Tower, which are rules of CloudFormation Guard, over a template.

AWS publishes them inside `cdklabs.cdk-validator-cfnguard`. The evaluator is that of `cfn-guard`.
"""

import functools
import json
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

from cloudformation_validate import CelEngine, EngineConfig, ExternalRuleSource, RuleOrigin
from exports import ROOT

DOCUMENT = ROOT / "docs" / "control-tower.md"
ROW = re.compile(r"^\| (CT\.[A-Z0-9.]+) \| `(AWS::[A-Za-z0-9:]+)`((?: `\w+`)*) \| ([a-z, ]+) \| .+ \|$", re.MULTILINE)
TYPE = re.compile(r"AWS::\w+::\w+")


@dataclass(frozen=True, order=True)
class Finding:
    """A control that a resource does not meet.

    resource: its type. where: `pipeline`, `production` or `others`. name: its logical id, or how it begins.
    """

    control: str
    resource: str
    where: str
    name: str = ""

    def covers(self, other: "Finding") -> bool:
        """Whether what is said of this one holds for the other one."""
        same = (self.control, self.resource, self.where) == (other.control, other.resource, other.where)
        return same and other.name.startswith(self.name)


def excused() -> list[Finding]:
    """What docs/control-tower.md gives a reason for, in each place and for each name by itself."""
    return [
        Finding(control, resource, where, name)
        for control, resource, names, places in ROW.findall(DOCUMENT.read_text("utf-8"))
        for where in places.split(", ")
        for name in re.findall(r"\w+", names) or [""]
    ]


@functools.cache
def findings(template: Path) -> frozenset[Finding]:
    """What the controls find in the template in this file, whose name says where it is deployed."""
    types = {each["Type"] for each in json.loads(template.read_text("utf-8"))["Resources"].values()}
    # A rule takes its time also where the template has no such resource.
    concerned = frozenset(name for name, text in _rules().items() if types & _types_in(text))
    diagnostics = _engine(concerned).validate_template(str(template)).diagnostics
    of_guard = [(_control(each.category), each.entity) for each in diagnostics if each.source is RuleOrigin.GUARD]
    where = _where(template)
    at = {Finding(control, str(at.resource_type), where, str(at.logical_id)) for control, at in of_guard if at}
    # Where a rule looks at the whole of a policy it says the same once more, without the resource.
    known = {finding.control for finding in at}
    return frozenset(at | {Finding(control, "", where) for control, _ in of_guard if control not in known})


def without_a_reason(templates: Iterable[Path]) -> list[Finding]:
    """What the controls find in these templates, and the document does not excuse."""
    found = frozenset().union(*map(findings, templates))
    return [each for each in sorted(found) if not any(excuse.covers(each) for excuse in excused())]


def _where(template: Path) -> str:
    if "-pipeline." in template.name:
        return "pipeline"
    return "production" if template.name.startswith("prod") else "others"


def _control(category: str) -> str:
    """CT.ECS.PR.1 of `guard:ct_ecs_pr_1`."""
    return category.removeprefix("guard:").upper().replace("_", ".")


# Each takes up to 200 MB of memory, and the templates of one example need about five.
@functools.lru_cache(maxsize=6)
def _engine(rules: frozenset[str]) -> CelEngine:
    """rules: their files."""
    return CelEngine(
        EngineConfig(guard_rules=[ExternalRuleSource(name=name, content=_rules()[name]) for name in sorted(rules)])
    )


@functools.cache
def _types_in(rule: str) -> frozenset[str]:
    return frozenset(TYPE.findall(rule))


@functools.cache
def _rules() -> dict[str, str]:
    """The text of every rule, by its file. Read from the package, which is for the CDK and would start it."""
    (archive,) = [file for file in files("cdklabs.cdk-validator-cfnguard") or [] if file.suffix == ".tgz"]
    with tarfile.open(str(archive.locate())) as package:
        texts = ((each.name, package.extractfile(each)) for each in package if each.name.endswith(".guard"))
        return {name: file.read().decode() for name, file in texts if file}
