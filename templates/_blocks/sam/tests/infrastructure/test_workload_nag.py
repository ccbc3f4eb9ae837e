"""cdk-nag reads the final templates of every environment; what it finds is accepted in the template, with a reason."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.cloudformation_include import CfnInclude

from environments import ENVIRONMENTS, SANDBOX
from security.nag import accept, check
from tests.support.cloudformation import Template
from tests.support.workload_templates import deployed
from workload.parameters import load_template

EXTENSION = Path(__file__).parent.parent.parent / "extensions" / "template.yaml"


@pytest.fixture
def app(tmp_path: Path) -> cdk.App:
    app = cdk.App(outdir=str(tmp_path / "cdk.out"))
    check(app)
    return app


def add_stack(app: cdk.App, name: str, template: Template) -> cdk.Stack:
    """Load a template that CloudFormation would get, for cdk-nag to read. Its resources say what is accepted."""
    file = Path(app.outdir) / f"{name}.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    stack = cdk.Stack(app, name)
    loaded = CfnInclude(stack, "Template", template_file=str(file))
    for resource, entry in accepted_in(template):
        findings = entry.get("applies_to", ())
        accept(loaded.get_resource(resource), rule=entry["id"], findings=findings, reason=entry["reason"])
    return stack


def accepted_in(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each resource with what its `Metadata` accepts, in the words that cdk-nag itself writes into templates."""
    for name, resource in template["Resources"].items():
        for entry in resource.get("Metadata", {}).get("cdk_nag", {}).get("rules_to_suppress", ()):
            yield name, entry


def test_no_finding_is_open_in_any_environment(app: cdk.App) -> None:
    for environment in (*ENVIRONMENTS, SANDBOX):
        for part, template in deployed(environment).items():
            add_stack(app, f"{environment.name}-{part}", template)
    app.synth()


def test_a_finding_that_nobody_accepted_is_an_error(app: cdk.App) -> None:
    service = deployed(SANDBOX)["service"]
    bucket = {"Open": {"Type": "AWS::S3::Bucket"}}
    add_stack(app, "open", {**service, "Resources": {**service["Resources"], **bucket}})
    with pytest.raises(Exception, match="AwsSolutions-S10"):
        app.synth()


def test_no_finding_is_open_in_the_resources_of_the_team(app: cdk.App) -> None:
    add_stack(app, "extension", load_template(EXTENSION))
    app.synth()
