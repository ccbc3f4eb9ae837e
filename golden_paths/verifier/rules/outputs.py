"""Outputs that say by their name what they are."""

import re
from collections.abc import Iterator, Mapping

from ..deliveries import ALARM, COMPOSITE
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, Example, rule

OUTPUTS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html"
# `QueueForAlarm` is what an alarm elsewhere watches.
AN_ALARM = re.compile(r"(?<!For)(?<!To)(?<!Of)(?<!By)Alarm(Name|Arn)?$")
# Its name may say that it is told of alarms.
MAY_BE_CALLED_SO = ("AWS::SNS::", "AWS::CloudFormation::", "Custom::", "AWS::CloudWatch::")


def _example(output: str) -> Example:
    made = with_resources('Fails: {Type: "AWS::CloudWatch::Alarm"}\nQueue: {Type: "AWS::SQS::Queue"}')
    return {file: f"{text}Outputs: {{HealthAlarm: {{Value: !Ref {output}}}}}\n" for file, text in made.items()}


@rule(
    id="output-of-an-alarm-is-one",
    reason="Whoever reads an alarm by the name of its output would watch something that is never in ALARM.",
    source=OUTPUTS,
    fails=_example("Queue"),
    passes=_example("Fails"),
)
def output_is_an_alarm(repository: Repository) -> Iterator[At]:
    """An output that ends in Alarm, of a template that has alarms, refers to none of its other resources."""
    for template in repository.templates:
        outputs = template.body.get("Outputs")
        if not isinstance(outputs, Mapping) or not any(template.of_type(ALARM, COMPOSITE)):
            continue
        for name, output in outputs.items():
            value = output.get("Value") if isinstance(output, Mapping) else None
            named = template.resource(value) if AN_ALARM.search(str(name)) else None
            if named and not named.type.startswith(MAY_BE_CALLED_SO):
                yield At(
                    template.file,
                    f"Outputs, {name}",
                    f"this output is called an alarm, and its value is {named.id}, of the type {named.type}: refer to "
                    "the alarm",
                )
