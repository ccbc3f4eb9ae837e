"""Facts that stand in the Dockerfile and elsewhere agree."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from environments import ENVIRONMENTS
from project import NAME
from tests.support.programs import command_of, program, settings_of
from workload import task
from workload.data import database
from workload.image import local

PROJECT = Path(__file__).parents[2]
DOCKERFILE = (PROJECT / "Dockerfile").read_text("utf-8")
PYTHON = re.compile(r'python: "(\d+\.\d+)"')
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text("utf-8"))
OF_THE_IMAGE = {name: each for name, each in COMPOSE["services"].items() if each["image"] == local.TAG}


def only(pattern: str, text: str) -> str:
    """The one thing that `pattern` finds."""
    [found] = set(re.findall(pattern, text, re.MULTILINE))
    return str(found)


def test_the_image_installs_with_the_uv_of_the_makefile() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    assert only(r"uv==(\S+)", DOCKERFILE) == only(r"^UV_VERSION := (\S+)", makefile)


def test_the_image_exposes_the_port_of_every_environment() -> None:
    assert {str(environment.port) for environment in ENVIRONMENTS} == {only(r"^EXPOSE (\d+)$", DOCKERFILE)}


def test_the_tasks_run_as_the_user_of_the_image() -> None:
    assert only(r"^USER (\d+):\d+$", DOCKERFILE) == task.USER


def test_every_image_comes_from_the_public_gallery_of_ecr() -> None:
    stages = {*re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE, re.MULTILINE)}
    bases = {*re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)} - stages
    images = {service["image"] for service in COMPOSE["services"].values()} - {local.TAG}
    assert all(image.startswith("public.ecr.aws/docker/library/") for image in bases | images)
    # A syntax line is an image of Docker Hub as well.
    assert not DOCKERFILE.startswith("# syntax")


def test_the_python_of_the_image_is_the_one_that_codebuild_tests_with() -> None:
    tested = {python for file in (PROJECT / "buildspecs").glob("*.yml") for python in PYTHON.findall(file.read_text())}
    assert tested == {only(r"/python:(\d+\.\d+)", DOCKERFILE)}


def test_a_laptop_starts_programs_of_the_image_with_variables_that_they_read() -> None:
    assert OF_THE_IMAGE, f"no service of compose.yaml runs {local.TAG}"
    for name, service in OF_THE_IMAGE.items():
        file = program(command_of({"Command": service.get("command")}))
        assert file, f"{name} of compose.yaml starts no program of workload/service/runtime"
        for settings in settings_of(file):
            handed = {variable: str(value) for variable, value in service["environment"].items()}
            try:
                settings.load(handed)
            except Exception as error:
                pytest.fail(f"compose.yaml, {name}: {error}")


def test_a_laptop_reaches_the_port_of_the_image() -> None:
    published = [port for service in OF_THE_IMAGE.values() for port in service.get("ports", ())]
    assert published
    assert {port.split(":")[-1] for port in published} == {only(r"^EXPOSE (\d+)$", DOCKERFILE)}


def test_another_project_on_the_same_laptop_has_another_database() -> None:
    # Compose names volumes by it, and `make stop` removes them.
    assert COMPOSE["name"] == NAME
    assert f"{NAME}:local" == local.TAG


def test_a_laptop_runs_the_postgresql_that_is_deployed() -> None:
    # Renovate adds the digest.
    image = COMPOSE["services"]["database"]["image"].partition("@")[0]
    assert image.endswith(f":{database.VERSION.postgres_major_version}")


def test_a_laptop_runs_the_image_as_strictly_as_the_tasks() -> None:
    for name, service in OF_THE_IMAGE.items():
        strict = service["read_only"] and service["cap_drop"] == ["ALL"] and service["tmpfs"] == ["/tmp"]  # noqa: S108
        assert strict, f"compose.yaml, {name}: start it with `<<: *image`"
        if "ports" in service:
            assert service["stop_grace_period"] == f"{task.STOP_SECONDS}s", name
