"""Deployments to instances: they reach some, and leave some that serve."""

from collections.abc import Iterator

from ..deliveries import CONFIG, GROUP, Delivery
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..values import number

HOSTS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html"
TARGETS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/instances.html"
REACHING = ("AutoScalingGroups", "Ec2TagFilters", "Ec2TagSet", "OnPremisesInstanceTagFilters", "OnPremisesTagSet")

_GROUP = """
Application: {Type: "AWS::CodeDeploy::Application", Properties: {ComputePlatform: Server}}
Group:
  Type: AWS::CodeDeploy::DeploymentGroup
  Properties: {ApplicationName: !Ref Application, DeploymentConfigName: !Ref Config, AutoScalingGroups: [%s]}
Config:
  Type: AWS::CodeDeploy::DeploymentConfig
  Properties: {ComputePlatform: Server, MinimumHealthyHosts: {Type: HOST_COUNT, Value: %s}}
"""


@rule(
    id="deployment-leaves-some-that-serve",
    reason="With no healthy host to keep, all instances get the new revision at once and nobody serves meanwhile.",
    source=HOSTS,
    fails=with_resources(_GROUP % ("one", 0)),
    passes=with_resources(_GROUP % ("one", 1)),
)
def leaves_some(repository: Repository) -> Iterator[At]:
    """A deployment configuration for instances keeps some of them healthy."""
    for config in repository.of_type(CONFIG):
        least = number(config.template, config.get("MinimumHealthyHosts", "Value"))
        if least == 0 and "Condition" not in config.body:
            yield At.of(config, "MinimumHealthyHosts is 0, so that all instances may be out at once: keep at least one")


@rule(
    id="deployment-reaches-instances",
    reason="A deployment to a group that names no instance fails, or succeeds at once with nothing deployed.",
    source=TARGETS,
    fails=with_resources(_GROUP % ("", 1)),
    passes=with_resources(_GROUP % ("one", 1)),
)
def reaches_instances(repository: Repository) -> Iterator[At]:
    """A deployment group for instances names an Auto Scaling group or tags."""
    for group in repository.of_type(GROUP):
        reached = any(list(each_of(group.get(name))) or isinstance(group.get(name), dict) for name in REACHING)
        here = group.template.resource(group.get("ApplicationName"))
        if not reached and here is not None and Delivery(group).platform == "Server":
            yield At.of(group, "it names no Auto Scaling group and no tags, so that it deploys to nothing: name one")
