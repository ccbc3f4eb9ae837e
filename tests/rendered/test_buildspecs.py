"""What CodeBuild runs: make targets and nothing else, so that a laptop runs the same; and what a build hands on."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rendering import render
from variants import VARIANTS, each_variant

NAMES = ("deploy", "package", "pull-request", "quality", "quiet", "review", "suite", "test", "verify")
# What some workloads check as well in the Build stage, by architecture.
OF_WORKLOADS = {"network-functions": ("traffic",), "mainframe-modernization": ("equivalence",)}
SPECS = [
    *((name, "serverless-cdk") for name in NAMES),
    *((name, "network-functions-packets") for name in OF_WORKLOADS["network-functions"]),
    *((name, "mainframe-modernization") for name in OF_WORKLOADS["mainframe-modernization"]),
]
# What gets the artifact of Build.
AFTER_BUILD = {"deploy", "quiet", "review", "suite", "verify"}
every_buildspec = pytest.mark.parametrize(("name", "variant"), SPECS, ids=[name for name, _ in SPECS])


def names(variant: str) -> set[str]:
    """The buildspecs that the repository of a variant has."""
    return {*NAMES, *OF_WORKLOADS.get(VARIANTS[variant]["architecture"], ())}


def repository(variant: str) -> Path:
    return render(VARIANTS[variant])


def buildspec(name: str, variant: str = "serverless-cdk") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((repository(variant) / "buildspecs" / f"{name}.yml").read_text("utf-8"))
    return found


def commands(spec: dict[str, Any]) -> list[str]:
    return [command for phase in spec["phases"].values() for command in phase.get("commands", [])]


def targets_called(spec: dict[str, Any]) -> list[str]:
    """The calls of make. One that the build hands on as a variable stands in an assignment to it."""
    handed_on = "|".join(spec["env"].get("exported-variables", ["nothing"]))
    calls = [each for each in commands(spec) if not re.fullmatch(rf'(?:{handed_on})="\$\w+"', each)]
    return [re.sub(rf"(?:{handed_on})=\$\((.+)\)", r"\1", command) for command in calls]


@each_variant
def test_every_buildspec_is_known_to_these_tests_and_used_by_the_pipeline(variant: str) -> None:
    files = {path.stem for path in (repository(variant) / "buildspecs").iterdir()}
    assert files == names(variant)
    code = "".join(path.read_text("utf-8") for path in (repository(variant) / "pipeline").rglob("*.py"))
    code += "".join(path.read_text("utf-8") for path in (repository(variant) / "workload").glob("checks.py"))
    assert set(re.findall(r'"buildspecs/([a-z-]+)(?:\.yml)?"', code)) == files


@each_variant
def test_a_build_only_calls_targets_that_the_makefile_has(variant: str) -> None:
    folder = repository(variant)
    makefiles = (folder / "Makefile").read_text("utf-8") + (folder / "workload" / "workload.mk").read_text("utf-8")
    known = set(re.findall(r"^([a-z0-9-]+):", makefiles, re.MULTILINE))
    for command in (each for name in names(variant) for each in targets_called(buildspec(name, variant))):
        make, *words = command.replace('"$SUITE"', "integration e2e").split()
        targets = {word for word in words if "=" not in word and not word.startswith("--")}
        assert make == "make", f"{command}: not on a laptop"
        assert targets
        assert targets <= known


@every_buildspec
def test_a_build_has_the_python_of_the_service_and_stops_at_the_first_failure(name: str, variant: str) -> None:
    spec = buildspec(name, variant)
    assert spec["env"]["shell"] == "bash"
    assert spec["phases"]["install"]["runtime-versions"]["python"] == "3.13"
    assert all("on-failure" not in phase for phase in spec["phases"].values())
    assert not [command for command in commands(spec) if "||" in command or command.startswith("-")]


@every_buildspec
def test_what_runs_after_build_installs_nothing_and_all_else_has_a_cache(name: str, variant: str) -> None:
    spec = buildspec(name, variant)
    if name in AFTER_BUILD:
        assert "make install" not in commands(spec)
        assert "cache" not in spec
        # Beside what a buildspec exports.
        given = {*spec["env"]["variables"]} - {*spec["env"].get("exported-variables", ())}
        assert given == {"STAGE_PACKAGES"} and spec["env"]["variables"]["STAGE_PACKAGES"] == "dist/packages"
        return
    folders = {spec["env"]["variables"][tool] for tool in ("UV_CACHE_DIR", "NPM_CONFIG_CACHE")}
    assert {path.removesuffix("/**/*") for path in spec["cache"]["paths"]} == folders


def test_a_deployment_hands_on_its_outputs_and_the_next_actions_read_them_from_there() -> None:
    assert buildspec("deploy")["artifacts"]["files"] == ["outputs.json"]
    for name in ("suite", "verify"):
        (command,) = buildspec(name)["phases"]["build"]["commands"]
        assert command.endswith('OUTPUTS="${!OUTPUTS_FOLDER}/outputs.json"')


@pytest.mark.parametrize(
    ("name", "variant", "reports"),
    [
        ("test", "serverless-cdk", {"reports/unit.xml", "reports/infrastructure.xml", "reports/coverage.xml"}),
        ("suite", "serverless-cdk", {"reports/*.xml"}),
        ("pull-request", "serverless-cdk", {"reports/unit.xml", "reports/infrastructure.xml"}),
        ("traffic", "network-functions-packets", {"reports/traffic.xml", "reports/tunnel.xml"}),
        (
            "equivalence",
            "mainframe-modernization",
            {"reports/equivalence.xml", "reports/cobol.xml", "reports/compiled.xml"},
        ),
    ],
)
def test_what_tests_say_lands_in_report_groups(name: str, variant: str, reports: set[str]) -> None:
    written = buildspec(name, variant)["reports"].values()
    assert {file for report in written for file in report["files"]} == reports
    assert {report["file-format"] for report in written} <= {"JUNITXML", "COBERTURAXML"}


@each_variant
def test_the_artifact_holds_everything_but_what_python_programs_are_installed_into(variant: str) -> None:
    spec = buildspec("package", variant)
    assert spec["artifacts"]["files"] == ["**/*"]
    assert set(spec["artifacts"]["exclude-paths"]) == {".venv/**/*", "tools/sam/.venv/**/*", ".git/**/*"}
    assert "stage-packages" in spec["phases"]["build"]["commands"][0].split()
