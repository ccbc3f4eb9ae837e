"""Every log can be written: the policy of its key knows its name."""

from copy import deepcopy

from pipeline.stack import STACK_NAME
from tests.support.cloudformation import properties
from tests.support.log_groups import refused_log_groups
from tests.support.pipeline_templates import pipeline_template
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import stack_name


def test_the_key_of_the_pipeline_lets_cloudwatch_write_all_its_logs() -> None:
    assert refused_log_groups({STACK_NAME: pipeline_template()}) == []


@every_environment
def test_the_key_of_an_environment_lets_cloudwatch_write_all_its_logs(environment: Environment) -> None:
    templates = {stack_name(environment, part): template for part, template in deployed(environment).items()}
    assert refused_log_groups(templates) == []


def test_a_log_group_under_another_name_would_be_refused() -> None:
    template = deepcopy(pipeline_template())
    properties(template, "AWS::Logs::LogGroup")[0]["LogGroupName"] = "/aws/codebuild/orders"
    assert refused_log_groups({STACK_NAME: template}) == ["/aws/codebuild/orders"]
