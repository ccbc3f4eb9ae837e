"""The templates of an environment, as CloudFormation gets them. The CDK variant of this file gives the same shape.

SAM's own translator does what the transform does at a deployment; then the parameters are put in.
"""

import copy
import functools
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from settings.configuration import TemplateRefused
from tests.support.account import Account
from tests.support.parameter_values import reads_what_is_left_out, resolve
from tests.support.synthesis import CODE
from tests.support.template_lines import line_of
from workload.environment import Environment
from workload.parameters import SERVICE_TEMPLATE, data_parameters, load_template, parameters, with_extension

DATA_TEMPLATE = SERVICE_TEMPLATE.parent.parent / "data" / "template.yaml"


@functools.cache
def deployed(environment: Environment, *, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """The templates `data` and `service` of `environment`, made once: what a test patches later does not reach them."""
    return deployed_afresh(environment, package=package)


def deployed_afresh(environment: Environment, *, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """As `deployed`, made now, for a test that patches something. Nobody else gets these templates."""
    data = complete(load_template(DATA_TEMPLATE), data_parameters(environment), DATA_TEMPLATE)
    values = parameters(environment, data_outputs=data_outputs(data, environment), package=package)
    return {
        "data": data,
        "service": complete(
            translated(load_template(SERVICE_TEMPLATE), values, environment.region), values, SERVICE_TEMPLATE
        ),
    }


def complete(template: dict[str, Any], values: dict[str, str], source: Path) -> dict[str, Any]:
    """As `resolve`. Raises TemplateRefused: something reads a resource that its condition leaves out.

    source: the file that `template` was made of.
    """
    final = resolve(template, values)
    wrong = [
        f"{line_of(source, name)}: {name} reads {left_out}, which its condition {condition} leaves out: give {name} "
        f"`Condition: {condition}` too, or write `!If [{condition}, …, !Ref AWS::NoValue]`"
        for name, left_out, condition in reads_what_is_left_out(template, final)
    ]
    if wrong:
        raise TemplateRefused("\n".join(wrong))
    return final


def data_outputs(data: dict[str, Any], environment: Environment) -> dict[str, str]:
    """What the data stack tells the service, as an account would give it."""
    return Account(environment.region, {"data": data}).outputs("data")


def translated(template: dict[str, Any], values: dict[str, str], region: str) -> dict[str, Any]:
    """What SAM's transform makes of `template`, with the uploaded package in the place of the folder."""
    template = copy.deepcopy(with_extension(template))
    template["Globals"]["Function"]["CodeUri"] = "s3://staging-bucket/package"
    if extension := template["Resources"].get("Extension"):
        extension["Properties"]["TemplateURL"] = "https://s3.amazonaws.com/staging-bucket/template"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=region))
    made: dict[str, Any] = translator.translate(template, parameter_values=values)
    return made


def written_at(part: str, resource: str) -> str:
    """Where a person wrote a resource of `part`, before a finding: `workload/service/template.yaml:48: `."""
    return f"{line_of(DATA_TEMPLATE if part == 'data' else SERVICE_TEMPLATE, resource)}: "
