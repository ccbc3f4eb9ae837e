"""Log groups: how long they keep what is written."""

from collections.abc import Iterator

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from .functions import OF_CDK

GROUP = "AWS::Logs::LogGroup"
_GROUPS = """
One: {Type: "AWS::Logs::LogGroup", Properties: {RetentionInDays: 30}}
Two: {Type: "AWS::Logs::LogGroup", Properties: {RetentionInDays: 30}}
Three: {Type: "AWS::Logs::LogGroup", Properties: { %s }}
"""


@rule(
    id="log-group-ends-as-others-do",
    reason="CloudWatch keeps a log group without RetentionInDays for ever, with the data of people that stand in it.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    fails=with_resources(_GROUPS % "LogGroupClass: STANDARD"),
    passes=with_resources(_GROUPS % "RetentionInDays: 365"),
)
def ends_as_others(repository: Repository) -> Iterator[At]:
    """Where all log groups of a template but one have a retention, and two or more do, that one has too."""
    for template in repository.templates:
        groups = [each for each in template.of_type(GROUP) if not OF_CDK.search(each.id)]
        endless = [each for each in groups if each.get("RetentionInDays") is None]
        if len(endless) == 1 and len(groups) > 2:
            yield At.of(
                endless[0],
                f"it has no RetentionInDays and keeps logs for ever, and the other {len(groups) - 1} log groups of the "
                "template have one: set it",
            )
