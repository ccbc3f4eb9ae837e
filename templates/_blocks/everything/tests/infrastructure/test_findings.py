"""A finding, and an acceptance of nothing, is told with the construct and the line that made it."""

import sys

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sqs as sqs

from pipeline.application import application
from pipeline.synthesis import SynthesisFailed, synthesise
from security.nag import accept
from tests.support.synthesis import scratch_folder

REASON = "What is lost is sent again the next day"


@pytest.fixture
def app() -> cdk.App:
    return application(outdir=str(scratch_folder()), validated=False)


def queue_in(app: cdk.App, *, stage: str = "prod") -> sqs.Queue:
    """A queue without a dead-letter queue, in a stack of a stage."""
    stack = cdk.Stack(cdk.Stage(app, stage), "Service")
    return sqs.Queue(stack, "Notes", encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True)


def refusal_of(app: cdk.App) -> str:
    with pytest.raises(SynthesisFailed) as refused:
        synthesise(app)
    return str(refused.value)


def test_a_finding_in_a_stage_is_told_once_with_its_line_and_both_ways_on(app: cdk.App) -> None:
    for stage in ("dev", "staging", "prod"):
        queue_in(app, stage=stage)
    said = refusal_of(app)
    first, finding, places, *_ = said.splitlines()
    assert first == "1 open finding:"
    assert finding.startswith("tests/infrastructure/test_findings.py:")
    assert "AwsSolutions-SQS3: " in finding
    assert places.split() == [
        f"{stage}/Service/Notes/Resource{end}"
        for stage, end in zip(("dev", "staging", "prod"), (",", ",", ""), strict=True)
    ]
    assert 'accept(construct, rule="AwsSolutions-SQS3", reason="…")' in said


def test_an_accepted_finding_is_none(app: cdk.App) -> None:
    accept(queue_in(app), rule="AwsSolutions-SQS3", reason=REASON)
    assert synthesise(app).is_dir()


def test_a_rule_that_is_misspelt_is_named_beside_the_finding_that_it_leaves_open(app: cdk.App) -> None:
    accept(queue_in(app), rule="AwsSolutions-SQS33", reason=REASON)
    said = refusal_of(app)
    assert "cdk-nag finds no AwsSolutions-SQS33 at prod/Service/Notes" in said
    assert "AwsSolutions-SQS3: " in said


def test_an_acceptance_of_a_finding_that_is_gone_is_named_with_its_line(app: cdk.App) -> None:
    accept(queue_in(app), rule="AwsSolutions-SQS3", reason=REASON)
    accept(cdk.Stack(app, "Other"), rule="AwsSolutions-S1", reason=REASON)
    said = refusal_of(app)
    assert said.startswith("tests/infrastructure/test_findings.py:")
    assert "cdk-nag finds no AwsSolutions-S1 at Other" in said
    assert "SQS3" not in said


@pytest.mark.parametrize(("any_of", "refused"), [(True, False), (False, True)])
def test_each_of_several_findings_has_to_be_found_unless_one_is_enough(
    app: cdk.App, any_of: bool, refused: bool
) -> None:
    accept(queue_in(app), rule="AwsSolutions-SQS3", reason=REASON)
    stack = cdk.Stack(app, "Other")
    role = cdk.aws_iam.Role(stack, "Role", assumed_by=cdk.aws_iam.ServicePrincipal("lambda.amazonaws.com"))
    role.add_to_policy(cdk.aws_iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"]))
    accept(role, rule="AwsSolutions-IAM5", findings=["Resource::*", "Action::s3:Gte*"], reason=REASON, any_of=any_of)
    if refused:
        assert "AwsSolutions-IAM5[Action::s3:Gte*] at Other/Role" in refusal_of(app)
    else:
        assert synthesise(app).is_dir()


def test_a_right_that_is_too_wide_is_told_with_the_line_that_gave_it_and_words_that_python_reads(app: cdk.App) -> None:
    stack = cdk.Stack(cdk.Stage(app, "prod"), "Service")
    role = cdk.aws_iam.Role(stack, "Role", assumed_by=cdk.aws_iam.ServicePrincipal("lambda.amazonaws.com"))
    table = cdk.aws_dynamodb.Table.from_table_attributes(
        stack, "Table", table_name="orders", grant_index_permissions=True
    )
    before = sys._getframe().f_lineno
    table.grant(role, "dynamodb:Query")
    said = refusal_of(app)
    assert f"tests/infrastructure/test_findings.py:{before + 1}: AwsSolutions-IAM5[Resource::" in said
    assert 'resource_arns=[f"{table.table_arn}/index/NAME"]' in said
    (call,) = (line.strip() for line in said.splitlines() if line.strip().startswith("accept("))
    compile(call, "extensions/resources.py", "exec")


def test_a_warning_is_not_counted_among_the_findings(app: cdk.App) -> None:
    cdk.Annotations.of(queue_in(app)).add_warning_v2("orders:slow", "This queue is slow")
    said = refusal_of(app)
    assert said.startswith("1 open finding:") and "slow" not in said


def test_what_the_cdk_refuses_is_told_with_the_line_of_the_construct(app: cdk.App) -> None:
    queue = queue_in(app)
    accept(queue, rule="AwsSolutions-SQS3", reason=REASON)
    cdk.Annotations.of(queue).add_error("Nobody reads this queue")
    said = refusal_of(app)
    assert "Nobody reads this queue" in said
    assert "tests/infrastructure/test_findings.py:" in said
