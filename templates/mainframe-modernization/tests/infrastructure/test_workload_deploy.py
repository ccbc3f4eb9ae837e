"""What is deployed was built before: no image is made on the way, and each stack says whether it needs one."""

import json

from tests.support.cloudformation import resources
from tests.support.synthesis import every_environment, synthesised
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.image import PARAMETER


def test_no_deployment_makes_an_image() -> None:
    assets = [json.loads(file.read_text("utf-8")) for file in synthesised().rglob("*.assets.json")]
    assert assets
    assert not [each["dockerImages"] for each in assets if each["dockerImages"]]


@every_environment
def test_a_stack_takes_an_image_exactly_if_it_has_tasks(environment: Environment) -> None:
    # workload/deploy.py names the image by the same rule: a parameter that a stack has not is refused.
    for template in deployed(environment).values():
        assert (PARAMETER in template.get("Parameters", {})) is bool(resources(template, "AWS::ECS::TaskDefinition"))
