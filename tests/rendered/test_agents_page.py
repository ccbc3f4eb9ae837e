"""AGENTS.md of a rendered repository: every command exists and is tried, every path exists and is whose it says."""

import json
import re
import shutil
from pathlib import Path

import pytest
from gates import broken, healthy, make
from guide import defined, files, targets
from ownership import owner
from rendering import render, rendered_files
from variants import VARIANTS, each_variant

# Tried here.
HERE = {"format", "openapi", "record-data-stack", "secrets"}
# Tried as a whole by other tests: of the repository's check, of the local run, of each stage, of updates, of network
# functions and mainframe modernization.
ELSEWHERE = {
    *("check", "unit", "run", "package", "synth", "update", "reconfigure", "stop", "migration"),
    *("traffic", "traffic-container", "policy", "image"),
    *("cobol-check", "cobol-check-container", "equivalence", "convert-jcl", "run-job", "uncatalog"),
}
# The page says that they need an account, or the network.
WITH_ACCOUNT = {
    *("bootstrap", "deploy", "deploy-pipeline", "deploy-sandbox", "destroy", "destroy-sandbox", "review", "verify"),
    *("integration", "e2e", "report-metrics", "continue-deployment", "put", "unlock", "uncatalog", "weights"),
}
WITH_NETWORK = {"audit", "update", "update-preview", "check-update", "reconfigure", "new", "sample"}
WRITTEN = {"uv.lock", "docs/openapi.json", "tests/infrastructure/data_stack.json", ".copier-answers.yml"}


def page(variant: str) -> str:
    return (render(VARIANTS[variant]) / "AGENTS.md").read_text("utf-8")


def section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@each_variant
def test_every_target_exists_and_is_tried_somewhere(variant: str) -> None:
    named = targets(page(variant))
    repository = render(VARIANTS[variant])
    assert named - defined([repository / "Makefile", repository / "workload" / "workload.mk"]) == set()
    assert named - HERE - ELSEWHERE - WITH_ACCOUNT - WITH_NETWORK == set()
    assert named >= {"check", "format", "run", "openapi"} - ({"run"} if "network" in variant else set())


@each_variant
def test_what_needs_an_account_or_the_network_is_named_as_such(variant: str) -> None:
    repository = render(VARIANTS[variant])
    there = defined([repository / "Makefile", repository / "workload" / "workload.mk"])
    account, _, network = page(variant).partition("These need an AWS account")[2].partition("These need the network")
    assert targets(account) == WITH_ACCOUNT & there
    assert targets(network.partition("\n\n")[0]) == WITH_NETWORK <= there
    assert ("continue-deployment" in there) is not variant.startswith("serverless")


@each_variant
def test_every_path_exists(variant: str) -> None:
    repository = render(VARIANTS[variant])
    assert [path for path in sorted(files(page(variant))) if not (repository / path).exists()] == []


@each_variant
def test_what_it_calls_yours_no_update_touches(variant: str) -> None:
    whose = section(page(variant), "Whose file it is")
    yours, _, rest = whose.partition("**Values**")
    rendered = rendered_files(render(VARIANTS[variant]))
    below = {path: [file for file in rendered if file == path or file.startswith(path)] for path in files(yours)}
    assert [path for path, found in below.items() if not found] == []
    assert [file for found in below.values() for file in found if owner(file) == "managed"] == []
    assert {owner(path) for path in ("environments.py", "project.py")} == {"managed"}
    assert files(rest) >= WRITTEN - {".copier-answers.yml", "uv.lock"}


@each_variant
def test_it_fits_on_two_screens(variant: str) -> None:
    assert len(page(variant).splitlines()) <= 120


@pytest.mark.slow
@pytest.mark.parametrize("target", sorted(HERE))
def test_its_commands_work(tmp_path: Path, target: str) -> None:
    repository = broken("serverless-cdk", tmp_path / "orders", lambda _: None)
    done = make(repository, target)
    assert done.returncode == 0, done.stdout
    assert (repository / "docs/openapi.json").read_bytes() == (
        healthy("serverless-cdk") / "docs/openapi.json"
    ).read_bytes()


@each_variant
def test_the_devcontainer_runs_targets_that_exist(variant: str) -> None:
    repository = render(VARIANTS[variant])
    read = json.loads((repository / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert set(read) == {"image", "features", "postCreateCommand", "forwardPorts"}
    assert re.fullmatch(r"make ([a-z]+)", read["postCreateCommand"])[1] in defined([repository / "Makefile"])
    # A Python that this repository takes, and a name with a version each.
    assert re.fullmatch(r"mcr\.microsoft\.com/devcontainers/python:3\.1[1-9]", read["image"])
    assert all(re.search(r":\d+$", feature) for feature in read["features"])


def test_network_functions_say_how_to_try_them_out(tmp_path: Path) -> None:
    repository = tmp_path / "orders"
    shutil.copytree(render(VARIANTS["network-functions-packets"]), repository)
    done = make(repository, "run")
    assert done.returncode != 0
    assert {"make traffic", "make traffic-container"} <= set(re.findall(r"make traffic[a-z-]*", done.stdout))
