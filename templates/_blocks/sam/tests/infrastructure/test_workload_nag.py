"""cdk-nag reads the final templates of every environment; what it finds is accepted in the template, with a reason."""

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk.cloudformation_include import CfnInclude

from environments import ENVIRONMENTS, SANDBOX
from pipeline.application import application
from pipeline.synthesis import SynthesisFailed, synthesise
from security.nag import accept
from security.origins import remember_line
from settings.configuration import TemplateRefused
from tests.support.acceptances import accepted_in
from tests.support.cloudformation import Template
from tests.support.synthesis import scratch_folder
from tests.support.template_lines import line_of, written_as
from tests.support.workload_templates import DATA_TEMPLATE, deployed
from workload.parameters import EXTENSION_TEMPLATE, SERVICE_TEMPLATE, load_template

SOURCES = {"data": DATA_TEMPLATE, "service": SERVICE_TEMPLATE, "extension": EXTENSION_TEMPLATE}


@pytest.fixture
def app() -> cdk.App:
    return application(outdir=str(scratch_folder()), validated=False)


def add_stack(app: cdk.App, name: str, template: Template, source: Path) -> None:
    """Load a template that CloudFormation would get, for cdk-nag to read. The file says what is accepted.

    source: the file of this repository that it was made from.
    """
    file = Path(app.outdir) / f"{name}.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    stack = cdk.Stack(app, name)
    loaded = CfnInclude(stack, "Template", template_file=str(file))
    for resource in template["Resources"]:
        remember_line(app, f"{name}/Template/{resource}", line_of(source, resource))
    for entry in accepted_in(source):
        holds = [name for name in template["Resources"] if written_as(source, name) == entry.resource]
        # The condition of a resource may leave it out of this environment.
        if holds:
            first, *others = (loaded.get_resource(name) for name in sorted(holds, key=len))
            accept(
                first,
                rule=entry.rule,
                findings=entry.findings,
                reason=entry.reason,
                line=entry.line,
                made_of_it=others,
            )


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


def written(folder: Path, accepted: str, *, properties: str = "{}", kind: str = "AWS::SNS::Topic") -> Path:
    """A template whose resource `Made` accepts something. accepted: its `Metadata` in one line."""
    file = folder / "template.yaml"
    resource = f"  Made:\n    Type: {kind}\n    Metadata: {accepted}\n    Properties: {properties}\n"
    file.write_text(f"Resources:\n{resource}", encoding="utf-8")
    return file


def test_an_acceptance_of_what_is_not_found_is_told_with_the_line_of_the_template(app: cdk.App, tmp_path: Path) -> None:
    file = written(tmp_path, "{cdk_nag: {rules_to_suppress: [{id: AwsSolutions-SNS33, reason: Nobody sends}]}}")
    add_stack(app, "gone", {"Resources": {"Made": {"Type": "AWS::SNS::Topic"}}}, file)
    said = refusal_of(app)
    assert said.startswith(f"{file.as_posix()}:4: cdk-nag finds no AwsSolutions-SNS33 at gone/Template/Made")


@pytest.mark.parametrize("found_at", ["MadeRole", "Made"])
def test_an_acceptance_holds_for_what_sam_makes_of_the_resource(app: cdk.App, tmp_path: Path, found_at: str) -> None:
    rule = '{id: AwsSolutions-IAM5, applies_to: ["Resource::*"], reason: X-Ray knows no resources}'
    file = written(tmp_path, f"{{cdk_nag: {{rules_to_suppress: [{rule}]}}}}")
    policy = {"Statement": [{"Effect": "Allow", "Action": "xray:PutTraceSegments", "Resource": "*"}]}
    role = {"AssumeRolePolicyDocument": {}, "Policies": [{"PolicyName": "Traces", "PolicyDocument": policy}]}
    nothing = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "a"}}
    made = dict.fromkeys(("Made", "MadeRole"), nothing)
    made[found_at] = {"Type": "AWS::IAM::Role", "Properties": role}
    add_stack(app, "made", {"Resources": made}, file)
    assert synthesise(app).is_dir()


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ("{cdk_nag: {rules_to_suppress: [{id: R-1}]}}", "R-1 is accepted without a reason"),
        ("{cdk_nag: {rules_to_suppress: [{id: R-1, reason: ''}]}}", "R-1 is accepted without a reason"),
        ("{cdk_nag: {rules_to_suppress: [{id: R-1, reason: …}]}}", "R-1 is accepted without a reason"),
        ("{cdk_nag: {rules_to_suppress: [{reason: Yes}]}}", "has no `id:`"),
        ("{cdk_nag: {rules_to_suppress: [R-1]}}", "has no `id:`"),
        ("{cdk_nag: {rules_to_suppress: {id: R-1}}}", "`rules_to_suppress` of cdk_nag is not read like this"),
        ("{cdk_nag: {rules_to_supress: [{id: R-1, reason: Yes}]}}", "`rules_to_supress` of cdk_nag is not read"),
        ("{cdk_nag: [{id: R-1, reason: Yes}]}", "`cdk_nag` is not read like this"),
        ("{cdk-nag: {rules_to_suppress: [{id: R-1, reason: Yes}]}}", "`cdk-nag` is not read like this"),
        ("{cdk_nag: {rules_to_suppress: [{id: R-1, reason: So, applies_too: [a]}]}}", "the key `applies_too`"),
        ("{cdk_nag: {rules_to_suppress: [{id: R-1, reason: So, applies_to: a}]}}", "`applies_to` is a list of texts"),
    ],
)
def test_a_mistake_in_an_acceptance_is_told_with_its_line(tmp_path: Path, accepted: str, said: str) -> None:
    file = written(tmp_path, accepted)
    with pytest.raises(TemplateRefused) as refused:
        accepted_in(file)
    assert str(refused.value).startswith(f"{file.as_posix()}:4: resource Made: ")
    assert said in str(refused.value)


def test_what_other_tools_keep_in_metadata_is_theirs(tmp_path: Path) -> None:
    assert accepted_in(written(tmp_path, "{BuildMethod: makefile, cfn-lint: {config: {ignore_checks: [E3]}}}")) == []


@pytest.mark.parametrize(("reasons", "too_many"), [(10, False), (11, True)])
def test_no_template_accepts_findings_for_more_than_ten_reasons(tmp_path: Path, reasons: int, too_many: bool) -> None:
    rules = ", ".join(f"{{id: R-{number}, reason: Reason {number}}}" for number in range(reasons))
    file = written(tmp_path, f"{{cdk_nag: {{rules_to_suppress: [{rules}]}}}}")
    if too_many:
        with pytest.raises(TemplateRefused, match="for more than 10 reasons"):
            accepted_in(file)
    else:
        assert len(accepted_in(file)) == reasons
