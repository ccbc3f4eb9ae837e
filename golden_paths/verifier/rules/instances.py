"""Deployments to instances: they reach some, and leave some that serve."""

from collections.abc import Iterator

from ..deliveries import CONFIG, GROUP, Delivery
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource

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
    """A deployment configuration for instances that are deployed to in place keeps some of them healthy."""
    for config in repository.of_type(CONFIG):
        groups = [each for each in config.template.of_type(GROUP) if _config(each) is config]
        # Of a fleet that is new nobody serves yet, and a single instance cannot stay.
        in_place = any(
            each.text("DeploymentStyle", "DeploymentType") in {"", "IN_PLACE"} and not _is_single(each)
            for each in groups
        )
        # A parameter may have another value in production.
        nobody = config.text("MinimumHealthyHosts", "Value") == "0"
        if in_place and nobody and "Condition" not in config.body:
            yield At.of(config, "MinimumHealthyHosts is 0, so that all instances may be out at once: keep at least one")


def _config(group: Resource) -> Resource | None:
    return group.template.resource(group.get("DeploymentConfigName"))


def _is_single(group: Resource) -> bool:
    """Whether its Auto Scaling groups have one instance each."""
    fleets = [group.template.resource(each) for each in each_of(group.get("AutoScalingGroups"))]
    return bool(fleets) and all(each is not None and each.text("MaxSize") == "1" for each in fleets)


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
