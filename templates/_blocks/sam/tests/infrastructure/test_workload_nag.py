"""cdk-nag reads the final templates of every environment; what it finds is accepted in the template, with a reason."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.cloudformation_include import CfnInclude

from environments import ENVIRONMENTS, SANDBOX
from pipeline.application import application
from pipeline.synthesis import SynthesisFailed, synthesise
from security.nag import accept
from security.origins import remember_line
from tests.support.cloudformation import Template
from tests.support.synthesis import scratch_folder
from tests.support.template_lines import line_of
from tests.support.workload_templates import DATA_TEMPLATE, deployed
from workload.parameters import EXTENSION_TEMPLATE, SERVICE_TEMPLATE, load_template

MISSPELT = {"id": "AwsSolutions-SNS33", "reason": "Nobody publishes there"}
SOURCES = {"data": DATA_TEMPLATE, "service": SERVICE_TEMPLATE, "extension": EXTENSION_TEMPLATE}


@pytest.fixture
def app() -> cdk.App:
    return application(outdir=str(scratch_folder()), validated=False)


def add_stack(app: cdk.App, name: str, template: Template, source: Path) -> None:
    """Load a template that CloudFormation would get, for cdk-nag to read. Its resources say what is accepted.

    source: the file of this repository that it was made from.
    """
    file = Path(app.outdir) / f"{name}.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    stack = cdk.Stack(app, name)
    loaded = CfnInclude(stack, "Template", template_file=str(file))
    for resource in template["Resources"]:
        remember_line(app, f"{name}/Template/{resource}", line_of(source, resource))
    for resource, entry in accepted_in(template):
        accept(
            loaded.get_resource(resource),
            rule=entry["id"],
            findings=entry.get("applies_to", ()),
            reason=entry["reason"],
            line=line_of(source, resource),
        )


def accepted_in(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each resource with what its `Metadata` accepts, in the words that cdk-nag itself writes into templates."""
    for name, resource in template["Resources"].items():
        for entry in resource.get("Metadata", {}).get("cdk_nag", {}).get("rules_to_suppress", ()):
            yield name, entry


def refusal_of(app: cdk.App) -> str:
    with pytest.raises(SynthesisFailed) as refused:
        synthesise(app)
    return str(refused.value)


def test_no_finding_is_open_and_each_acceptance_is_of_one() -> None:
    # Each environment has all templates: they differ by parameters and conditions.
    made = application(outdir=str(scratch_folder()), validated=False)
    for environment in (*ENVIRONMENTS, SANDBOX):
        for part, template in deployed(environment).items():
            add_stack(made, f"{environment.name}-{part}", template, SOURCES[part])
    add_stack(made, "extension", load_template(EXTENSION_TEMPLATE), EXTENSION_TEMPLATE)
    synthesise(made)


def test_a_finding_that_nobody_accepted_is_told_with_the_line_of_the_template(app: cdk.App) -> None:
    service = deployed(SANDBOX)["service"]
    resource, line = next(iter(service["Resources"])), "workload/service/template.yaml:"
    bucket = {f"{resource}Bucket": {"Type": "AWS::S3::Bucket"}}
    add_stack(app, "open", {**service, "Resources": {**service["Resources"], **bucket}}, SERVICE_TEMPLATE)
    said = refusal_of(app)
    assert f"{line_of(SERVICE_TEMPLATE, resource)}: AwsSolutions-S10: " in said and line in said
    assert "rules_to_suppress:" in said and "- id: AwsSolutions-S" in said


def test_an_acceptance_of_what_is_not_found_is_told_with_the_line_of_the_template(app: cdk.App) -> None:
    queue = {"Type": "AWS::SNS::Topic", "Metadata": {"cdk_nag": {"rules_to_suppress": [MISSPELT]}}}
    add_stack(app, "gone", {"Resources": {"Gone": queue}}, EXTENSION_TEMPLATE)
    said = refusal_of(app)
    assert said.startswith("extensions/template.yaml:1: cdk-nag finds no AwsSolutions-SNS33 at gone/Template/Gone")
