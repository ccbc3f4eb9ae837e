"""There is a new version, and so a canary, when code or configuration of the function changes, and only then."""

from pathlib import Path

from environments import SANDBOX
from tests.support.choices import GUARDED, SMALL
from tests.support.cloudformation import resources
from tests.support.functions import hooks, of_the_package, released, variables, versions_of
from tests.support.synthesis import CODE
from tests.support.workload_templates import deployed
from workload.environment import Environment


def versions(environment: Environment, package: Path = CODE) -> set[str]:
    """The logical ids of the versions that take traffic: CloudFormation publishes a new one when such an id changes."""
    service = deployed(environment, package=package)["service"]
    return set().union(*(versions_of(service, function) for function in released(service)))


def test_changed_memory_makes_a_new_version() -> None:
    assert not versions(SANDBOX) & versions(SMALL)


def test_changed_code_makes_a_new_version_and_equal_code_does_not(tmp_path: Path) -> None:
    for folder, code in (("old", "answer = 1"), ("new", "answer = 2"), ("same", "answer = 2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "code.py").write_text(code, encoding="utf-8")
    old, new, same = (versions(SANDBOX, tmp_path / folder) for folder in ("old", "new", "same"))
    assert not old & new
    assert new == same


def test_other_limits_of_alarms_and_requests_make_no_new_version() -> None:
    assert versions(SANDBOX) == versions(GUARDED)


def test_an_old_version_is_kept_for_a_rollback() -> None:
    service = deployed(SANDBOX)["service"]
    for name in versions(SANDBOX):
        # Which of them: the CDK says it in the template, SAM when it executes the change set.
        assert resources(service, "AWS::Lambda::Version")[name]["DeletionPolicy"] in {"Retain", "RetainExceptOnCreate"}


def test_functions_run_where_the_package_was_built_for() -> None:
    for name, function in of_the_package(deployed(SMALL)["service"]).items():
        assert function["Properties"]["Runtime"] == "python3.13", name
        assert function["Properties"]["Architectures"] == ["arm64"], name


def test_what_takes_traffic_and_its_hooks_are_traced_sized_and_named() -> None:
    service = deployed(SMALL)["service"]
    for name, function in {**released(service), **hooks(service)}.items():
        assert function["Properties"]["TracingConfig"] == {"Mode": "Active"}, name
        assert function["Properties"]["MemorySize"] == SMALL.memory_mb, name
        named = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "LOG_LEVEL"}
        assert named <= set(variables(function)), name
