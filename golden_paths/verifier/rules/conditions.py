"""Conditions of stages: rules that exist, results that CodePipeline allows, and values that let a release through."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..examples import with_pipeline
from ..pipelines import Pipeline
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_list, as_text

REFERENCE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html"
# By provider: the keys that a rule needs.
RULES: Mapping[str, frozenset[str]] = {
    "CloudWatchAlarm": frozenset({"AlarmName"}),
    "CodeBuild": frozenset({"ProjectName"}),
    "Commands": frozenset(),
    "DeploymentWindow": frozenset({"Cron"}),
    "LambdaInvoke": frozenset({"FunctionName"}),
    "VariableCheck": frozenset({"Variable", "Value", "Operator"}),
}
RESULTS = {
    "BeforeEntry": {"FAIL", "SKIP"},
    "OnSuccess": {"FAIL", "ROLLBACK"},
    "OnFailure": {"FAIL", "ROLLBACK", "RETRY", "SKIP"},
}
MAY_SKIP = {"LambdaInvoke", "VariableCheck"}
OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "EQ": operator.eq,
    "NE": operator.ne,
    "CONTAINS": operator.contains,
    "MATCHES": lambda value, pattern: re.search(pattern, value) is not None,
}
CHECK = "Name: Check, RuleTypeId: {Category: Rule, Provider: VariableCheck}"
ONLY_A_RELEASE = "Configuration: {Variable: '#{variables.RELEASE}', Value: 'true', Operator: EQ}"
VARIABLES = "Variables: [{Name: RELEASE, DefaultValue: 'true'}]"


def _rules(pipeline: Pipeline) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Of each rule: its stage, the moment, the result of its condition, and the rule."""
    for stage in pipeline.stages:
        for moment in RESULTS:
            for condition in stage.conditions(moment):
                for each in as_list(condition.get("Rules")):
                    if isinstance(each, Mapping):
                        yield stage.name, moment, as_text(condition.get("Result")), each


def _provider(each: Mapping[str, Any]) -> str:
    kind = each.get("RuleTypeId")
    return as_text(kind.get("Provider")) if isinstance(kind, Mapping) else ""


def _configuration(each: Mapping[str, Any]) -> Mapping[str, Any]:
    found = each.get("Configuration")
    return found if isinstance(found, Mapping) else {}


def _stage(condition: str) -> str:
    return f"""
        - Name: Prod
          BeforeEntry: {{Conditions: [{condition}]}}
          Actions: [{{Name: Deploy}}]
        """


@rule(
    id="condition-rule-exists",
    reason="CodePipeline refuses an unknown rule provider only in the middle of an update of the pipeline.",
    source=REFERENCE,
    fails=with_pipeline(_stage("{Result: FAIL, Rules: [{Name: Window, RuleTypeId: {Provider: Window}}]}")),
    passes=with_pipeline(
        _stage(
            "{Result: FAIL, Rules: [{Name: Window, RuleTypeId: {Provider: DeploymentWindow}, "
            "Configuration: {Cron: '* * 9-16 ? * MON-FRI'}}]}"
        )
    ),
)
def rule_exists(repository: Repository) -> Iterator[At]:
    """A rule names a provider of CodePipeline, and has what that one needs."""
    for pipeline in repository.pipelines:
        for stage, moment, _, each in _rules(pipeline):
            provider, name = _provider(each), as_text(each.get("Name"))
            if provider not in RULES:
                problem = f'has the provider "{provider}": use one of {", ".join(RULES)}'
            elif missing := sorted(RULES[provider] - set(_configuration(each))):
                problem = f"lacks {', '.join(missing)} in its Configuration, which the provider {provider} needs"
            else:
                continue
            yield At(pipeline.resource.template.file, f"{stage}, {moment}", f'the rule "{name}" {problem}')


@rule(
    id="condition-result-allowed",
    reason="SKIP needs a rule that looks at a value, and each moment knows its own results.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html",
    fails=with_pipeline(_stage(f"{{Result: ROLLBACK, Rules: [{{{CHECK}, {ONLY_A_RELEASE}}}]}}")),
    passes=with_pipeline(_stage(f"{{Result: SKIP, Rules: [{{{CHECK}, {ONLY_A_RELEASE}}}]}}")),
)
def result_allowed(repository: Repository) -> Iterator[At]:
    """The result of a condition is one that CodePipeline knows for its moment and its rules."""
    for pipeline in repository.pipelines:
        for stage, moment, result, each in _rules(pipeline):
            if result and result not in RESULTS[moment]:
                problem = f"{moment} allows {', '.join(sorted(RESULTS[moment]))}"
            elif result == "SKIP" and _provider(each) not in MAY_SKIP:
                problem = f"a rule {_provider(each)} cannot skip a stage; {' and '.join(sorted(MAY_SKIP))} can"
            else:
                continue
            yield At(
                pipeline.resource.template.file,
                f"{stage}, {moment}",
                f'the condition has the result "{result}", but {problem}: choose another result',
            )


@rule(
    id="condition-lets-a-release-through",
    reason="A stage that every release skips looks like one that succeeded: nothing is deployed, and nothing fails.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html",
    fails=with_pipeline(
        _stage(f"{{Result: SKIP, Rules: [{{{CHECK}, {ONLY_A_RELEASE.replace('EQ', 'NE')}}}]}}"), properties=VARIABLES
    ),
    passes=with_pipeline(_stage(f"{{Result: SKIP, Rules: [{{{CHECK}, {ONLY_A_RELEASE}}}]}}"), properties=VARIABLES),
)
def lets_a_release_through(repository: Repository) -> Iterator[At]:
    """With the defaults of the pipeline's variables, no condition before a stage keeps a release out."""
    for pipeline in repository.pipelines:
        for stage, moment, result, each in _rules(pipeline):
            wanted = _configuration(each)
            named = re.fullmatch(r"#\{variables\.(\w+)\}", as_text(wanted.get("Variable")))
            if moment != "BeforeEntry" or _provider(each) != "VariableCheck" or named is None:
                continue
            compare = OPERATORS.get(as_text(wanted.get("Operator")))
            if named[1] not in pipeline.variables:
                problem = f"reads the variable {named[1]}, which the pipeline does not have: add it to Variables"
            elif compare is None:
                problem = f'compares by "{as_text(wanted.get("Operator"))}": use one of {", ".join(OPERATORS)}'
            elif not compare(pipeline.variables[named[1]], as_text(wanted.get("Value"))):
                problem = (
                    f'is not met by the default {named[1]}="{pipeline.variables[named[1]]}", so a push gets {result} '
                    "here: "
                    "turn the comparison round, or change the default"
                )
            else:
                continue
            yield At(
                pipeline.resource.template.file,
                f"{stage}, {moment}",
                f'the rule "{as_text(each.get("Name"))}" {problem}',
            )
