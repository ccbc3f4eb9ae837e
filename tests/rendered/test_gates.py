"""Each gate of a rendered repository goes red on what it is there for, and says what is wrong. Before, it was green."""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from gates import Change, broken, healthy, is_green, make, remove, replace, write
from rendering import render
from variants import VARIANTS, each_variant


@dataclass(frozen=True)
class Broken:
    """Something wrong in a repository. gate: the make target that must go red; says: what it prints then.

    only: options of pytest, so that a gate of many tests runs those that look at the thing.
    """

    what: str
    variant: str
    gate: str
    says: str
    change: Change
    only: str = ""


# Written in two parts, so that nobody takes it for a key of ours.
KEY = write("planted.py", 'KEY = "' + "AKIA" + 'Z3MHQ7PLXVTN4RWB"\n')
SHELL = write("pipeline/shell.py", 'import subprocess\n\nsubprocess.run("ls", shell=True, check=True)\n')
UNUSED = write("pipeline/unused.py", "import json\n")
ILL_FORMATTED = write("pipeline/ill.py", "x = {  1 }\n")
WRONG_TYPE = write("pipeline/wrong.py", 'NUMBER: int = "1"\n')
FAILING = write("tests/unit/pipeline/test_sum.py", "def test_one_is_two() -> None:\n    assert 1 == 2\n")
UNTESTED = remove("tests/unit/service", "tests/unit/pipeline")
RESOURCES, TEMPLATE = "extensions/resources.py", "workload/service/template.yaml"
OPEN_BUCKET = replace(RESOURCES, "    if EXAMPLE:", '    cdk.aws_s3.Bucket(stack, "Open")\n    if EXAMPLE:')
NO_SUCH_PROPERTY = replace(
    RESOURCES,
    "    if EXAMPLE:",
    '    cdk.CfnResource(stack, "Odd", type="AWS::SQS::Queue", properties={"KmsKey": "a"})\n    if EXAMPLE:',
)
OPEN_IN_SAM = replace(TEMPLATE, "\nResources:\n", "\nResources:\n  Open: {Type: AWS::S3::Bucket}\n")
MISSPELT = replace(TEMPLATE, "KmsMasterKeyId", "KmsMasterKey")
NOT_ACCEPTED = replace("security/accepted.py", '"AwsSolutions-L1"', '"AwsSolutions-L2"')
FOR_A_LAPTOP = replace("workload/package.py", '"aarch64-manylinux2014"', '"x86_64-manylinux2014"')
AS_ROOT = replace("Dockerfile", "\nUSER 10001:10001\n", "\nUSER root\n")
OTHER_PORT = replace("Dockerfile", "EXPOSE 8080", "EXPOSE 9090")
ANY_DATABASE = replace("Dockerfile", "DATABASE_SSLMODE=verify-full", "DATABASE_SSLMODE=require")
DROPS_A_COLUMN = write(
    "workload/service/runtime/orders/migrations/versions/0002_drop.py",
    """\"\"\"Orders without a currency.\"\"\"

from alembic import op

revision, down_revision = "0002", "0001"
branch_labels = depends_on = None


def upgrade() -> None:
    op.drop_column("orders", "currency")


def downgrade() -> None:
    op.execute("SELECT 1")
""",
)
TOO_SMALL = replace("environments.py", "memory_mb=1024,", "memory_mb=700,")
PLAIN_DATABASE = replace("workload/data/database.py", "storage_encryption_key=key,", "storage_encrypted=False,")
PACKETS, PORTS = "network-functions-packets", "network-functions-ports"
POLICY, PING = "workload/service/runtime/policy.yaml", "  - name: ping\n"
NO_PORT = replace(POLICY, "[80, 443]", "[80, 70000]")
SHADOWED = replace(POLICY, PING, f"  - name: late\n    action: drop\n    protocol: tcp\n    ports: [443]\n{PING}")
LEADS_NOWHERE = replace("environments.py", "(Port(number=443),)", "(Port(number=443), Port(number=8443))")
TOO_SMALL_A_NETWORK = replace("environments.py", 'cidr="10.0.0.0/16"', 'cidr="10.0.0.0/24"')
MAINFRAME = "mainframe-modernization"
AT_NOON = replace("environments.py", 'cron="30 22 ? * MON-FRI *"', 'cron="30 12 ? * MON-FRI *"')
CROSSED = replace("workload/service/gateway_endpoints.py", "self.ids[route.zone]", "self.ids[0]")
# Each file is right alone: the buildspec, and the Makefile or the pipeline that count on what it no longer does.
SUITE_LEFT_OUT = replace("buildspecs/test.yml", "make unit infrastructure", "make infrastructure")
NOT_EXPORTED = replace("buildspecs/review.yml", "[SUMMARY, LINK]", "[LINK]")
SAME_PORT, EXPAND = "-k same_in_image", "-k test_no_migration_breaks --no-cov"
AGREE = "-k no_rule_of_the_verifier"
NAG, LINT = "-k no_finding_is_open", "-k 'cfn_lint_finds_nothing and dev-service'"

BROKEN = [
    Broken("a planted AWS key", "serverless-cdk", "secrets", "planted.py:1: AWS Access Key", KEY),
    Broken("a planted AWS key", "serverless-cdk", "lint", "planted.py:1: AWS Access Key", KEY),
    Broken("an unused import", "serverless-cdk", "lint", "F401", UNUSED),
    Broken("a shell", "serverless-cdk", "lint", "S602", SHELL),
    Broken("a file that is not formatted", "serverless-cdk", "lint", "would be reformatted", ILL_FORMATTED),
    Broken("an error in the SAM template", "serverless-sam", "lint", "'KmsMasterKey'", MISSPELT),
    Broken("a wrong type", "serverless-cdk", "type", "Incompatible types", WRONG_TYPE),
    Broken("a unit test that fails", "serverless-cdk", "unit", "test_one_is_two", FAILING, "--exitfirst"),
    Broken("code without tests", "serverless-cdk", "unit", "Required test coverage of 85", UNTESTED, "--exitfirst"),
    Broken("an open finding in the workload", "serverless-cdk", "infrastructure", "AwsSolutions-S10", OPEN_BUCKET, NAG),
    Broken(
        "an open finding in the workload",
        "serverless-sam",
        "infrastructure",
        "AwsSolutions-S10",
        OPEN_IN_SAM,
        NAG,
    ),
    Broken("an error in the SAM template", "serverless-sam", "infrastructure", "'KmsMasterKey'", MISSPELT, LINT),
    Broken("a property that no queue has", "serverless-cdk", "infrastructure", "E3002", NO_SUCH_PROPERTY, LINT),
    Broken(
        "a property that the CDK does not know",
        "serverless-cdk",
        "infrastructure",
        "KmsKey: Additional properties",
        NO_SUCH_PROPERTY,
        "-k rules_of_the_cdk",
    ),
    Broken("an open finding in the pipeline", "serverless-cdk", "synth", "AwsSolutions-L1", NOT_ACCEPTED),
    Broken(
        "a suite that no build runs",
        "serverless-cdk",
        "infrastructure",
        '`make check` runs the target "unit", but no build of the pipeline does',
        SUITE_LEFT_OUT,
        AGREE,
    ),
    Broken(
        "a variable of an approval that no build exports",
        "serverless-cdk",
        "infrastructure",
        "ApproveProd/Approve: the variable #{ProdReview.SUMMARY} is never set",
        NOT_EXPORTED,
        AGREE,
    ),
    Broken("no package", "serverless-cdk", "synth", "make package", remove("dist/function")),
    Broken("wheels for a laptop", "serverless-cdk", "package", "the functions run on arm64", FOR_A_LAPTOP),
    Broken("wheels for a laptop", "serverless-sam", "package", "the functions run on arm64", FOR_A_LAPTOP),
    Broken("an image whose last user is root", "containers", "lint", "DL3002", AS_ROOT),
    Broken(
        "another port in the image",
        "containers",
        "infrastructure",
        "exposed == reached",
        OTHER_PORT,
        "-k same_in_image",
    ),
    Broken(
        "a database that nobody verifies",
        "containers",
        "infrastructure",
        "DATABASE_SSLMODE is require and not verify-full",
        ANY_DATABASE,
        "-k verifies_its_certificate",
    ),
    Broken(
        "a migration that breaks the version before",
        "containers",
        "unit",
        "0002_drop.py: `ALTER TABLE orders DROP COLUMN currency` is not known to be harmless",
        DROPS_A_COLUMN,
        "-k no_migration_breaks --no-cov",
    ),
    Broken("a size that Fargate has not", "containers", "synth", "for example memory_mb=1024", TOO_SMALL),
    Broken("a database without encryption", "containers", "synth", "AwsSolutions-RDS2", PLAIN_DATABASE),
    Broken("an image whose last user is root", MAINFRAME, "lint", "DL3002", AS_ROOT),
    Broken("a job outside of its window", MAINFRAME, "synth", "outside of the batch window", AT_NOON),
    Broken("a policy with port 70000", PACKETS, "lint", "port 70000 has to be", NO_PORT),
    Broken("a rule that another one shadows", PACKETS, "lint", "'late'", SHADOWED),
    Broken("a listener that no policy forwards", PORTS, "lint", "port 8443", LEADS_NOWHERE),
    Broken("a network that is too small", PACKETS, "synth", "/22", TOO_SMALL_A_NETWORK),
    Broken(
        "packets that come back another way", PACKETS, "infrastructure", "FAILED", CROSSED, "-k endpoint_of_its_zone"
    ),
]


def parameter(case: Broken) -> object:
    quick = case.gate in {"secrets", "lint"} and case.variant == "serverless-cdk"
    name = f"{case.what} makes {case.gate} red ({case.variant})"
    return pytest.param(case, id=name, marks=[] if quick else [pytest.mark.slow])


@pytest.mark.parametrize("case", [parameter(case) for case in BROKEN])
def test_what_is_wrong_is_found(case: Broken, tmp_path: Path) -> None:
    # Given a gate that is green
    assert is_green(case.variant, case.gate, case.only) == ""
    # When something is wrong
    repository = broken(case.variant, tmp_path / "repository", case.change)
    done = make(repository, case.gate, variables={"PYTEST_ADDOPTS": case.only})
    # Then it is red, and says why
    assert done.returncode != 0
    assert case.says in done.stdout


@pytest.mark.slow
def test_a_credential_is_found_each_time_and_what_is_clean_is_remembered(tmp_path: Path) -> None:
    repository = broken("serverless-cdk", tmp_path / "repository", KEY)
    assert [make(repository, "secrets").returncode != 0 for _ in range(2)] == [True, True]
    # Given no detector, it is clean, and remembered as such
    baseline = repository / ".secrets.baseline"
    detectors = baseline.read_text("utf-8")
    baseline.write_text('{"version": "1.5.0", "plugins_used": [], "results": {}}', "utf-8")
    assert make(repository, "secrets").returncode == 0
    # Then other detectors read it again
    baseline.write_text(detectors, "utf-8")
    done = make(repository, "secrets")
    assert done.returncode != 0
    assert "planted.py:1: AWS Access Key" in done.stdout


def test_what_pytest_remembers_is_no_credential_where_there_is_no_git(tmp_path: Path) -> None:
    repository = broken(
        "serverless-cdk", tmp_path / "repository", write(".pytest_cache/v/clean/tool", f'"{"c0ffee" * 10}"')
    )
    shutil.rmtree(repository / ".git", ignore_errors=True)
    done = make(repository, "secrets", variables={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert done.returncode == 0, done.stdout


def test_an_audit_that_does_not_reach_the_advisories_is_red_for_every_lock() -> None:
    # Given a network in which nobody answers
    nobody = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    offline = {**nobody, "NO_PROXY": "", "no_proxy": "", "npm_config_fetch_retries": "0"}
    done = make(healthy("serverless-sam"), "audit", variables=offline)
    # Then it is no audit without findings
    assert done.returncode != 0
    for tool in ("pip_audit", "npm"):
        assert re.search(f"{tool}.*(proxy|ECONNREFUSED)", done.stdout, re.IGNORECASE | re.DOTALL), done.stdout
    assert "The audit of package-lock.json, tools/sam/uv.lock, uv.lock did not pass" in done.stdout


COMMANDS = ("security.secrets", "cfnlint.runner.cli", "ruff check", "ruff format --check", "mypy")
COMMANDS += ("pytest tests/unit", "pytest tests/infrastructure")


@pytest.mark.slow
@pytest.mark.parametrize("failing", COMMANDS)
def test_check_runs_every_command_and_is_red_when_one_of_them_is(failing: str, tmp_path: Path) -> None:
    repository = render(infrastructure="sam")
    # Given tools that only write down how they are called, but for the program that calls them
    log = tmp_path / "log"
    real = f'case "$1" in run_targets.py) exec "{sys.executable}" "$@" ;; esac'
    tool = fake(tmp_path, f'{real}\necho "$@" >> "{log}"\ncase "$*" in *"$FAILING"*) exit 1 ;; esac')
    green, red = (
        make(repository, "check", variables={"FAILING": text}, PYTHON=tool) for text in ("no command has this", failing)
    )
    # Then each of them is called, and each of them decides
    assert [command for command in COMMANDS if command not in log.read_text("utf-8")] == []
    assert green.returncode == 0, green.stdout
    assert red.returncode != 0, red.stdout


@each_variant
def test_every_gate_is_in_the_build_stage(variant: str) -> None:
    folder = render(VARIANTS[variant]) / "buildspecs"
    specs = [yaml.safe_load((folder / f"{name}.yml").read_text("utf-8")) for name in ("quality", "test", "package")]
    commands = " ".join(command for spec in specs for command in spec["phases"]["build"]["commands"])
    assert {case.gate for case in BROKEN if case.gate != "secrets"} | {"audit"} <= set(commands.split())


def fake(folder: Path, script: str) -> str:
    """A program that is a few lines of shell."""
    program = folder / "program"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)
