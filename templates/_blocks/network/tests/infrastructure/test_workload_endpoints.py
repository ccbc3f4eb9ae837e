"""Where tasks have no way out (`egress = endpoints`), each service of AWS that they may call has an endpoint."""

from collections.abc import Mapping
from typing import Any

import pytest
from aws_cdk import aws_ec2 as ec2

from environments import ENVIRONMENTS, SANDBOX
from tests.support.cloudformation import Template, as_list, in_words, references, resources, statements
from tests.support.tasks import definitions
from tests.support.workload_templates import deployed
from workload.environment import Egress
from workload.service.hook_network import INTERFACES

# Prefixes of actions whose endpoint has another name.
ENDPOINTS_OF: dict[str, set[str]] = {
    "bedrock": {"bedrock-runtime"},
    "cloudwatch": {"monitoring"},
    "ecr": {"ecr.api", "ecr.dkr"},
    "firehose": {"kinesis-firehose"},
    "kinesis": {"kinesis-streams"},
    "ses": {"email"},
    "states": {"states"},
    # Inside the network, or called by another service for the task.
    "elasticfilesystem": set(),
    "kms": set(),
    "rds-db": set(),
}
IN = "environments.py"


def needed(template: Template) -> dict[str, str]:
    """The endpoints that tasks and functions in the network need, each with an action that a role of them may do."""
    roles = {
        role
        for definition in definitions(template).values()
        for kind in ("TaskRoleArn", "ExecutionRoleArn")
        for role in references(definition["Properties"].get(kind, {}))
    }
    functions = resources(template, "AWS::Lambda::Function").values()
    roles |= references([each["Properties"]["Role"] for each in functions if "VpcConfig" in each["Properties"]])
    actions = {
        action
        for role, each in statements(template)
        if role in roles and each["Effect"] == "Allow"
        for action in as_list(each.get("Action", []))
        # AWS Lambda makes them, from outside of the network.
        if action not in INTERFACES
    }
    prefixes = {action.partition(":")[0]: action for action in sorted(actions) if ":" in action}
    return {name: action for prefix, action in prefixes.items() for name in ENDPOINTS_OF.get(prefix, {prefix})}


def there(templates: Mapping[str, Template]) -> set[str]:
    """The endpoints that the templates make, by the names that their services have everywhere."""
    made = [each for part in templates.values() for each in resources(part, "AWS::EC2::VPCEndpoint").values()]
    return {
        in_words(each["Properties"]["ServiceName"]).partition("com.amazonaws.")[2].partition(".")[2] for each in made
    }


def missing(templates: Mapping[str, Template]) -> list[str]:
    """A sentence with the line to add for each endpoint that is not there."""
    asked = {name: action for part in templates.values() for name, action in needed(part).items()}
    return [
        f"tasks or functions may do {action} and have no way to {name}: their calls would hang. In {IN}, "
        f'egress=Egress("endpoints") of Network: add "{answer(name)}" to endpoints=(…)'
        for name, action in sorted(asked.items())
        if name not in there(templates)
    ]


def answer(name: str) -> str:
    """What the CDK, and so environments.py, calls the endpoint of a service."""
    kinds = ec2.InterfaceVpcEndpointAwsService
    known = (each for each in dir(kinds) if each.isupper() and "FIPS" not in each)
    return next((each.lower() for each in known if getattr(kinds, each).short_name == name), name)


def test_without_a_way_out_every_service_that_tasks_may_call_has_an_endpoint() -> None:
    for environment in (*ENVIRONMENTS, SANDBOX):
        if environment.network.egress is Egress.ENDPOINTS:
            found = missing(deployed(environment))
            assert not found, f"{environment.name}: " + "\n".join(found)


def template(*actions: str, endpoints: tuple[str, ...] = ()) -> dict[str, Any]:
    """A task whose role may do this, and these endpoints."""
    policy = {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}}
    service = {"Fn::Join": ["", ["com.amazonaws.", {"Ref": "AWS::Region"}, "."]]}
    return {
        "Resources": {
            "Task": {
                "Type": "AWS::ECS::TaskDefinition",
                "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}},
            },
            "Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}},
            **{
                f"Endpoint{number}": {
                    "Type": "AWS::EC2::VPCEndpoint",
                    "Properties": {"ServiceName": {"Fn::Join": ["", [service, name]]}},
                }
                for number, name in enumerate(endpoints)
            },
        }
    }


@pytest.mark.parametrize(
    ("action", "endpoint", "edit"),
    [
        ("sqs:SendMessage", "sqs", 'add "sqs"'),
        ("ssm:GetParameters", "ssm", 'add "ssm"'),
        ("cloudwatch:PutMetricData", "monitoring", 'add "cloudwatch'),
    ],
)
def test_a_service_without_an_endpoint_is_named_with_what_to_add(action: str, endpoint: str, edit: str) -> None:
    (sentence,) = missing({"service": template(action)})
    assert action in sentence and IN in sentence and edit in sentence
    assert missing({"service": template(action), "data": template("logs:Put", endpoints=(endpoint, "logs"))}) == []


def test_a_function_in_the_network_needs_endpoints_too_and_none_for_its_interfaces() -> None:
    function = {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}}}
    outside = template("sqs:SendMessage", INTERFACES[0])
    del outside["Resources"]["Task"]
    outside["Resources"]["Function"] = function
    assert missing({"service": outside}) == []
    function["Properties"]["VpcConfig"] = {}
    (sentence,) = missing({"service": outside})
    assert "sqs:SendMessage" in sentence


def test_what_is_inside_the_network_needs_no_endpoint() -> None:
    assert missing({"service": template("rds-db:connect", "kms:Decrypt")}) == []
