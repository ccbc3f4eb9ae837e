"""Whatever synthesises judges the stacks of every stage: `cdk synth` by itself looks at none and ends with 0."""

from pathlib import Path

import pytest
from gates import Change, broken, make, replace

pytestmark = pytest.mark.slow

SANDBOX = "sandbox-ada"
ENVIRONMENTS = ("dev", "staging", "prod")
# What a target needs first takes the network or docker, and is not what is looked at here.
SYNTH = ("synth",)
DEPLOY_PIPELINE = ("deploy-pipeline", "--old-file=package")
DEPLOY_SANDBOX = ("deploy-sandbox", "--old-file=package-sandbox", f"SANDBOX={SANDBOX}")
# Its sandbox is that of environments.py, whatever a developer calls another one.
INFRASTRUCTURE = ("infrastructure", "PYTEST_ADDOPTS=-k no_finding_is_open")


def open_bucket_in(environment: str) -> Change:
    """A finding of cdk-nag in the service stack of one environment, and in no other."""
    return replace(
        "extensions/resources.py",
        "    if EXAMPLE:",
        f'    if environment.name == "{environment}":\n        cdk.aws_s3.Bucket(stack, "Open")\n    if EXAMPLE:',
    )


@pytest.mark.parametrize(
    ("variant", "command", "environment"),
    [
        *(("serverless-cdk", SYNTH, each) for each in ENVIRONMENTS),
        *(("serverless-cdk", INFRASTRUCTURE, each) for each in (*ENVIRONMENTS, "sandbox")),
        ("serverless-cdk", DEPLOY_PIPELINE, "prod"),
        ("serverless-cdk", DEPLOY_SANDBOX, SANDBOX),
        ("containers", SYNTH, "prod"),
        ("containers", DEPLOY_SANDBOX, SANDBOX),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0],
)
def test_a_finding_in_one_stage_stops_the_command_and_is_named(
    variant: str, command: tuple[str, ...], environment: str, tmp_path: Path
) -> None:
    repository = broken(variant, tmp_path / "repository", open_bucket_in(environment))
    done = make(repository, *command)
    assert done.returncode != 0
    assert f"{environment}/Service/Open" in done.stdout
    # The line that was planted is the one to open, and nothing was deployed before it was found.
    assert "extensions/resources.py:" in done.stdout
    assert "cdk deploy" not in done.stdout
    assert "pipeline.actions.deploy" not in done.stdout
