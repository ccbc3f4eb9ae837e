"""What the function of the management API may do, what it is given, and what is kept of each change."""

from dataclasses import replace
from pathlib import Path

import pytest
from policy_api.settings import Settings

from tests.support.choices import CANARY, CNF_FILTER, EVERY_CHOICE, VNF_FILTER
from tests.support.cloudformation import in_words, properties, references
from tests.support.management import function_of, rights
from tests.support.remembered_synthesis import remembered
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed, new_app
from workload.environment import Environment
from workload.package import TARGET
from workload.stage import WorkloadStage

PROTECTED = replace(CNF_FILTER, name="protected", protect_data=True)
every_choice = pytest.mark.parametrize("environment", EVERY_CHOICE, ids=lambda each: each.name)


@every_choice
def test_the_function_may_use_the_policy_and_its_key_and_nothing_else(environment: Environment) -> None:
    service = deployed(environment)["service"]
    _, function = function_of(service)
    allowed = {action: resource for resource, each in rights(service, function["Role"]).items() for action in each}
    traces, logs = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}, {"logs:CreateLogStream", "logs:PutLogEvents"}
    on_policy = {"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"}
    on_bucket, on_key = {"s3:ListBucket", "s3:ListBucketVersions"}, {"kms:Decrypt", "kms:GenerateDataKey"}
    assert set(allowed) == traces | logs | on_policy | on_bucket | on_key
    assert all(allowed[action].endswith("/policy.yaml") for action in on_policy)
    assert {action for action, resource in allowed.items() if "*" in resource} == traces


def test_the_wheels_in_the_package_are_for_the_python_and_the_processor_of_the_function() -> None:
    _, function = function_of(deployed(VNF_FILTER)["service"])
    built_for = " ".join(TARGET)
    assert f"--python-version {function['Runtime'].removeprefix('python')}" in built_for
    assert (function["Architectures"], "aarch64" in built_for) == (["arm64"], True)


@every_choice
def test_the_function_starts_with_what_it_is_given(environment: Environment) -> None:
    _, function = function_of(deployed(environment)["service"])
    variables = {name: in_words(value) for name, value in function["Environment"]["Variables"].items()}
    found = Settings.load(variables)
    assert (found.function, found.entry) == (environment.function, environment.entry)
    assert found.metrics_namespace.endswith(f"-{environment.name}")


def test_who_changed_a_policy_is_known_for_years_where_data_is_protected() -> None:
    service = deployed(PROTECTED)["service"]
    _, function = function_of(service)
    (name,) = references(function["LoggingConfig"]["LogGroup"])
    group = service["Resources"][name]
    assert group["Properties"]["RetentionInDays"] >= 365
    assert group["Properties"]["DeletionProtectionEnabled"]
    assert (group["DeletionPolicy"], group["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_elsewhere_it_is_known_as_long_as_other_logs_are_and_goes_with_its_stack() -> None:
    service = deployed(VNF_FILTER)["service"]
    _, function = function_of(service)
    (name,) = references(function["LoggingConfig"]["LogGroup"])
    assert service["Resources"][name]["Properties"]["RetentionInDays"] == VNF_FILTER.log_retention_days
    assert service["Resources"][name]["DeletionPolicy"] == "Delete"


@every_environment
def test_a_query_finds_the_changes(environment: Environment) -> None:
    service = deployed(environment)["service"]
    _, function = function_of(service)
    (query,) = properties(service, "AWS::Logs::QueryDefinition")
    assert references(query["LogGroupNames"]) == references(function["LoggingConfig"]["LogGroup"])
    assert "filter audit" in query["QueryString"]


def test_without_the_package_the_synthesis_says_how_it_is_made(tmp_path: Path) -> None:
    def synthesise() -> None:
        app = new_app(package=tmp_path / "nothing")
        WorkloadStage(app, CANARY.name, environment=CANARY)

    said = remembered().refusal("a service without its package", synthesise)
    assert said.startswith("ConfigurationError: ")
    assert said.endswith("is missing: run `make package`, which builds the management API")
