"""cfn-lint and cloudformation-validate over a template, and what the second says although it is right as it is."""

import functools
from dataclasses import dataclass
from pathlib import Path

from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode import decode
from cfnlint.runner import Runner
from cloudformation_validate import (
    CompositeEngine,
    Diagnostic,
    PseudoParameterOverrides,
    Severity,
    ValidateConfig,
)


@dataclass(frozen=True)
class Excused:
    """What cloudformation-validate says although it is right as it is. resource: a type, or "" for any."""

    rule: str
    resource: str
    reason: str

    def covers(self, finding: Diagnostic) -> bool:
        return finding.rule_id == self.rule and self.resource in {"", finding.entity and finding.entity.resource_type}


EXCUSED = (
    Excused("W3005", "", "The CDK writes out a dependency that a reference implies already; nothing is wrong by it"),
    Excused(
        "W3011",
        "AWS::Lambda::Version",
        "SAM retains a version that is removed, and never replaces one: each has a logical id of its own",
    ),
    Excused(
        "W9013",
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "The CDK puts the account of an environment that has one into the ARN of the service-linked role",
    ),
)


@functools.cache
def runner(region: str) -> Runner:
    """One for a region, since loading the rules takes longer than a template. W3005, an implied DependsOn, is noise."""
    return Runner(ConfigMixIn(**ManualArgs(regions=[region], ignore_checks=["W3005"])))


def lint(file: Path, region: str) -> list[str]:
    """What cfn-lint says of a template, in the region that it is deployed to: six take five times as long."""
    template, errors = decode(str(file))
    return [f"{match.rule.id} {match.message}" for match in (*errors, *runner(region).validate_template(template))]


@functools.cache
def engine() -> CompositeEngine:
    return CompositeEngine()


def validated(file: Path, region: str) -> list[Diagnostic]:
    """What cloudformation-validate warns of, or more. Below that it gives advice, such as "Prefer using Fn::Sub"."""
    place = PseudoParameterOverrides(region=region)
    config = ValidateConfig(severity_level=Severity.WARN, pseudo_parameter_overrides=place)
    return engine().validate_template(file, config).diagnostics


def open_findings(found: list[Diagnostic]) -> list[str]:
    left = [finding for finding in found if not any(excused.covers(finding) for excused in EXCUSED)]
    return [f"{finding.rule_id} {finding.message} ({finding.entity})" for finding in left]
