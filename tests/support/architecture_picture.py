"""What docs/architecture.svg of a rendered repository shows, beside what the repository deploys."""

from collections.abc import Iterable
from pathlib import Path

from defusedxml.ElementTree import parse

SVG = "{http://www.w3.org/2000/svg}"
# What a reader has to see when it is there; networks, roles, keys, logs and the like are left out. So are state
# machines, because the custom resource that deploys with CodeDeploy waits in one. What is drawn has to be there.
WORTH_DRAWING = {
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::CloudWatch::Alarm",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::VPCEndpointService",
    "AWS::ECS::Service",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::Lambda::Function",
    "AWS::RDS::DBInstance",
    "AWS::Scheduler::Schedule",
    "AWS::WAFv2::WebACL",
}
# In a box, in the widest of the usual fonts.
MOST_LETTERS = 24


def drawn(picture: Path) -> set[str]:
    """The types of CloudFormation that the boxes stand for."""
    return {str(group.get("data-type")) for group in parse(picture).iter(f"{SVG}g") if group.get("data-type")}


def wrong(picture: Path, deployed: Iterable[str]) -> list[str]:
    """A sentence for each box of what is not deployed, each thing without a box, and each text that is too long.

    deployed: the types of all resources of an environment.
    """
    boxes, there = drawn(picture), {*deployed}
    texts = [text.text or "" for group in parse(picture).iter(f"{SVG}g") for text in group.findall(f"{SVG}text")]
    return [
        *(f"{kind} is drawn, and no stack has one" for kind in sorted(boxes - there)),
        *(f"{kind} is deployed, and no box shows it" for kind in sorted((there & WORTH_DRAWING) - boxes)),
        *(f"{text!r} has more than {MOST_LETTERS} letters" for text in texts if len(text) > MOST_LETTERS),
    ]
