"""What a value in `environments.py` changes in the pipeline, and what it does not."""

from dataclasses import replace

from aws_cdk import region_info

from environments import ENVIRONMENTS
from settings.delivery import Delivery
from settings.regions import PIPELINE_REGIONS, WITHOUT_PIPELINE
from tests.support.cloudformation import properties
from tests.support.pipeline_templates import WITH_WINDOW, pipeline, pipeline_template, stages
from workload.environment import Environment


def test_sizes_and_strategies_do_not_change_the_pipeline() -> None:
    delivery = Delivery.linear(percent=50, minutes=7)
    other = tuple(replace(each, memory_mb=2048, bake_minutes=45, delivery=delivery) for each in ENVIRONMENTS)
    assert pipeline(pipeline_template(other)) == pipeline(pipeline_template())


def test_a_longer_shift_gives_its_deploy_action_more_time() -> None:
    quick, slow = (
        replace(ENVIRONMENTS[-1], delivery=delivery)
        for delivery in (Delivery.all_at_once(), Delivery.canary(percent=10, minutes=20))
    )
    assert deploy_timeout(slow) == deploy_timeout(quick) + 20 > slow.deployment_minutes


def deploy_timeout(environment: Environment) -> int:
    """Minutes of the deploy action that has the fewest."""
    projects = properties(pipeline_template((environment,)), "AWS::CodeBuild::Project")
    return min(
        project["TimeoutInMinutes"] for project in projects if project["Source"]["BuildSpec"] == "buildspecs/deploy.yml"
    )


def test_a_deployment_window_is_entered_after_the_approval_and_before_any_change() -> None:
    last = WITH_WINDOW[-1]
    changed = stages(pipeline_template(WITH_WINDOW))
    assert list(changed)[-4:] == [f"Approve{last.title}", f"{last.title}Window", f"{last.title}Data", last.title]
    (condition,) = changed[f"{last.title}Window"]["BeforeEntry"]["Conditions"]
    (rule,) = condition["Rules"]
    assert rule["RuleTypeId"]["Provider"] == "DeploymentWindow"
    assert rule["Configuration"] == {"Cron": "* * 9-16 ? * MON-FRI", "TimeZone": "Europe/Berlin"}


def test_every_region_is_one_that_the_cdk_knows_too() -> None:
    known = {each.name for each in region_info.RegionInfo.regions}
    assert {*PIPELINE_REGIONS, *WITHOUT_PIPELINE} - known == set()
