"""Processors of instances, and the image that they start with."""

import re
from collections.abc import Iterator, Mapping

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_text
from ..values import known

INSTANCE_TYPES = "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html"
# The letter g behind the generation is Graviton; the family g, such as g5, is one of graphics.
FAMILY = re.compile(r"(?:a1|[a-z]+\d+g[a-z0-9-]*)\.[a-z0-9-]+")
ANY = re.compile(r"[a-z][a-z0-9-]*\d[a-z0-9-]*\.[a-z0-9-]+")
WORDS = {"arm64": "arm64", "aarch64": "arm64", "x86_64": "x86_64", "amd64": "x86_64"}
LAUNCHED = {
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData",),
    "AWS::EC2::Instance": (),
    "AWS::AutoScaling::LaunchConfiguration": (),
}
_INSTANCE = """
Instance:
  Type: AWS::EC2::Instance
  Properties:
    InstanceType: %s
    ImageId: "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}"
"""


@rule(
    id="instance-has-the-processor-of-its-image",
    reason="EC2 refuses to start an instance type with an image of another processor, so no instance comes up.",
    source=INSTANCE_TYPES,
    fails=with_resources(_INSTANCE % "m7i.large"),
    passes=with_resources(_INSTANCE % "m7g.large"),
)
def has_the_processor(repository: Repository) -> Iterator[At]:
    """The instance type has the processor that the path of its public image names."""
    for resource in repository.of_type(*LAUNCHED):
        path = LAUNCHED[resource.type]
        kind = known(resource.template, resource.get(*path, "InstanceType")) or ""
        image = _image(resource, resource.get(*path, "ImageId"))
        if not ANY.fullmatch(kind) or not image:
            continue
        processor = "arm64" if FAMILY.fullmatch(kind) else "x86_64"
        if processor != image:
            yield At.of(
                resource,
                f"the instance type {kind} has a processor of {processor}, and its image is one of {image}: take an "
                f"instance type of {image}, or the image of {processor}",
            )


def _image(resource: Resource, value: object) -> str:
    """The processor that the parameter of an image names; empty where it names none, or several."""
    text = as_text(value)
    parameters = resource.template.body.get("Parameters")
    found = re.fullmatch(r"\$\{(\w+)\}", text)
    parameter = parameters.get(found[1]) if found and isinstance(parameters, Mapping) else None
    if isinstance(parameter, Mapping):
        text = as_text(parameter.get("Default"))
    named = {processor for word, processor in WORDS.items() if word in text}
    return named.pop() if len(named) == 1 and "/" in text else ""
