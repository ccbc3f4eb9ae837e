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

from tests.support.account import Account
from tests.support.parameter_values import resolve
from tests.support.synthesis import CODE
from workload.environment import Environment
from workload.parameters import SERVICE_TEMPLATE, data_parameters, load_template, parameters, with_extension

DATA_TEMPLATE = SERVICE_TEMPLATE.parent.parent / "data" / "template.yaml"


@functools.cache
def deployed(environment: Environment, *, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """The templates `data` and `service` of `environment`, made once: what a test patches later does not reach them."""
    return deployed_afresh(environment, package=package)


def deployed_afresh(environment: Environment, *, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """As `deployed`, made now, for a test that patches something. Nobody else gets these templates."""
    data = resolve(load_template(DATA_TEMPLATE), data_parameters(environment))
    values = parameters(environment, data_outputs=data_outputs(data, environment), package=package)
    return {
        "data": data,
        "service": resolve(translated(load_template(SERVICE_TEMPLATE), values, environment.region), values),
    }


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
