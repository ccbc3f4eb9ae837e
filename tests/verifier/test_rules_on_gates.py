"""What teams write for good reasons is no gate that passes everything, and an alarm for a person stops nothing."""

from collections.abc import Mapping

import pytest

from golden_paths.verifier.examples import with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rule import Rule
from golden_paths.verifier.rules import gates, packages, watches
from golden_paths.verifier.rules.buildspec_shape import PROJECT


def _found(rule: Rule, script: str, makefile: str = "", **files: str) -> bool:
    listed = "".join(f"      {line}\n" for line in script.splitlines())
    buildspec = (
        f"version: 0.2\nenv: {{exported-variables: [TEST_RC]}}\nphases:\n  build:\n    commands:\n    - |\n{listed}"
    )
    return _finds(rule, {**with_resources(PROJECT), "buildspec.yml": buildspec, "Makefile": makefile, **files})


def _finds(rule: Rule, files: Mapping[str, str]) -> bool:
    return bool(list(rule.findings(Repository(files))))


@pytest.mark.parametrize(
    ("script", "makefile", "is_found"),
    [
        ("make unit", ".SHELLFLAGS := -eu -o pipefail -c\nunit:\n\tpytest; echo done\n", False),
        ("make unit", "unit:\n\tpytest; echo done\n", True),
        ("set -e\nmake unit; echo done", "", False),
        ("yum install -y make; echo ok", "", False),
        ("make unit", ".ONESHELL:\nunit:\n\tpytest; rc=$$?\n\texit $$rc\n", False),
        ("make unit", "unit:\n\tpytest; rc=$$?; chown me x\n", True),
        ("pytest; TEST_RC=$?", "", False),
        ("pytest; rc=$?\nif (( rc == 0 )); then date; fi", "", False),
    ],
)
def test_an_exit_code_is_used_in_more_than_one_way(script: str, makefile: str, is_found: bool) -> None:
    assert _found(gates.code_is_used, script, makefile) is is_found


@pytest.mark.parametrize(
    ("rule", "script", "is_found"),
    [
        (gates.linter_can_fail, "trivy image --exit-code 0 --severity LOW x\ntrivy image --exit-code 1 x", False),
        (gates.linter_can_fail, "trivy image --exit-code 0 x", True),
        (gates.linter_can_fail, "pylint --exit-zero src > pylint.txt", False),
        (gates.linter_can_fail, "echo 'hadolint is not here'\nhadolint --no-fail Dockerfile", True),
        (gates.needs_its_tool, "if command -v podman; then D=podman; fi; make unit", False),
        (gates.needs_its_tool, "if which yum; then yum install -y make; fi", False),
        (gates.needs_its_tool, "if which docker; then make unit; fi", True),
        (gates.tests_are_run, "pytest --collect-only -q | split -l 9 - part\npytest @partaa", False),
        (gates.tests_are_run, "pytest --collect-only -q", True),
    ],
)
def test_a_pass_that_tells_beside_one_that_judges_is_no_finding(rule: Rule, script: str, is_found: bool) -> None:
    assert _found(rule, script) is is_found


@pytest.mark.parametrize(
    ("settings", "is_found"),
    [
        ("[tool.mypy]\nignore_errors = true\n[[tool.mypy.overrides]]\nmodule = 'a'\nignore_errors = false\n", False),
        ("[tool.mypy]\nignore_errors = true\n", True),
        (
            "[tool.coverage.report]\nfail_under = 0\n[tool.pytest.ini_options]\naddopts = '--cov-fail-under=85'\n",
            False,
        ),
    ],
)
def test_settings_that_judge_in_another_place_are_right(settings: str, is_found: bool) -> None:
    assert _found(gates.checks_judge_code, "make unit", **{"pyproject.toml": settings}) is is_found


def test_an_alarm_that_tells_a_person_need_not_stop_the_deployment() -> None:
    fails = watches.names_each_alarm.fails["template.yaml"]
    begins, _, throttles = fails.partition("  Throttles:")
    warns = throttles.replace("Period: 60\n", "Period: 60\n      AlarmActions: [topic]\n", 1)
    assert warns != throttles
    assert not _finds(watches.names_each_alarm, {"template.yaml": f"{begins}  Throttles:{warns}"})
    second = throttles.replace("Throttles", "Errors", 1)
    assert not _finds(watches.names_each_alarm, {"template.yaml": f"{begins}  Slow:{second}"})


def test_a_hook_that_an_appspec_may_name_is_no_finding() -> None:
    assert not _finds(watches.hook_is_called, {**watches.hook_is_called.fails, "appspec.yaml": "version: 0.0\n"})


TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: %s}
    Properties: {CodeUri: app/, Handler: %s, Runtime: %s%s}
"""


@pytest.mark.parametrize(
    ("makefile", "is_found"),
    [
        ("build-%:\n\tcp -r . $(ARTIFACTS_DIR)\n", False),
        ("build-Payments build-Orders:\n\ttrue\n", False),
        ("include ../common.mk\n", False),
        ("NAMES := Orders\n$(addprefix build-,$(NAMES)):\n\ttrue\n", False),
        ("NAMES := Order\n$(NAMES:%=build-%):\n\ttrue\n", True),
    ],
)
def test_a_makefile_of_sam_may_name_its_targets_in_other_ways(makefile: str, is_found: bool) -> None:
    template = TEMPLATE % ("makefile", "api.handler", "python3.13", "")
    assert _finds(packages.makefile_builds, {"template.yaml": template, "app/Makefile": makefile}) is is_found


@pytest.mark.parametrize(
    ("method", "handler", "runtime", "more", "is_found"),
    [
        ("x", "orders.handler", "python3.13", "", False),
        ("x", "newrelic_wrapper.handler", "python3.13", "", False),
        ("x", "run.sh", "nodejs22.x", "", False),
        ("esbuild", "foo.handler", "nodejs22.x", "", False),
        ("x", "order.handler", "python3.13", ", Layers: [layer]", False),
        ("x", "order.handler", "python3.13", "", True),
    ],
)
def test_a_handler_may_come_from_somewhere_else(
    method: str, handler: str, runtime: str, more: str, is_found: bool
) -> None:
    code = {"app/orders/__init__.py": "", "app/jest.config.ts": "", "app/fo.ts": ""}
    template = TEMPLATE % (method, handler, runtime, more)
    assert _finds(packages.handler_is_there, {"template.yaml": template, **code}) is is_found


def test_a_report_whose_files_are_no_names_stops_no_rule() -> None:
    files = {**gates.report_is_written.passes}
    files["buildspec.yml"] = files["buildspec.yml"].replace("files: [reports/unit.xml]", "files: [{a: b}]")
    assert "{a: b}" in files["buildspec.yml"]
    assert list(gates.report_is_written.findings(Repository(files))) == []
