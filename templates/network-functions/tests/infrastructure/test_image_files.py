"""Facts that stand in a Dockerfile and elsewhere agree."""

import re
from pathlib import Path

import pytest
import yaml
from packet_filter.settings import Settings
from packet_filter.tunnel import PROGRAM

from workload.image.push import SLOW_STAGE
from workload.service.proof.task import WRITABLE

PROJECT = Path(__file__).parents[2]
DOCKERFILES = [PROJECT / "Dockerfile", PROJECT / "tests" / "traffic" / "Dockerfile"]
DOCKERFILE = DOCKERFILES[0].read_text("utf-8")
LAST_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]
GALLERY = "public.ecr.aws/docker/library/"
# Without what only says where the function stands.
LEAST = {
    "FUNCTION": "filter",
    "ENTRY": "network-load-balancer",
    "INSIDE": "eth0",
    "OUTSIDE": "eth0",
    "POLICY_FILE": "/app/policy.yaml",
    "METRICS_NAMESPACE": "function",
    "ENVIRONMENT_NAME": "dev",
}


def only(pattern: str, text: str = DOCKERFILE) -> str:
    """The one thing that a pattern finds, however often."""
    (found,) = set(re.findall(pattern, text, re.MULTILINE))
    return str(found)


def test_the_same_uv_installs_here_and_in_the_image() -> None:
    assert only(r"uv==(\S+)") == only(r"^UV_VERSION := (\S+)", (PROJECT / "Makefile").read_text("utf-8"))


def test_the_image_exposes_the_port_of_its_health() -> None:
    port = str(Settings.load(LEAST).health_port)
    assert only(r"^EXPOSE (\d+)$") == port
    assert f"os.environ.get('HEALTH_PORT', '{port}')" in only(r"^    CMD (\[.+\])$")


def test_a_folder_that_fargate_mounts_empty_belongs_to_everyone() -> None:
    # Without this line it belongs to root, and the proof, which runs as nobody, could not write its program there.
    assert f'VOLUME ["{WRITABLE}"]' in LAST_STAGE.splitlines()


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.parent.name)
def test_no_base_comes_from_docker_hub(file: Path) -> None:
    text = file.read_text("utf-8")
    stages = {*re.findall(r"^FROM \S+ AS (\S+)$", text, re.MULTILINE)}
    bases = {*re.findall(r"^FROM (\S+)", text, re.MULTILINE)} - stages
    assert bases
    assert all(base.startswith(GALLERY) for base in bases)
    # The first line of a file may name an image as well, of its syntax.
    assert "syntax" not in text.splitlines()[0]


def test_python_is_the_same_in_codebuild_in_the_image_and_where_packets_are_tried() -> None:
    specs = [yaml.safe_load(file.read_text("utf-8")) for file in (PROJECT / "buildspecs").glob("*.yml")]
    versions = {spec["phases"]["install"]["runtime-versions"]["python"] for spec in specs}
    assert versions == {only(r"/python:(\d+\.\d+)", file.read_text("utf-8")) for file in DOCKERFILES}


def test_real_packets_meet_the_nftables_of_the_image() -> None:
    suites = {only(r"-slim-(\w+)", file.read_text("utf-8")) for file in DOCKERFILES}
    assert len(suites) == 1


def test_the_slow_stage_that_the_next_build_takes_over_is_there() -> None:
    assert SLOW_STAGE in re.findall(r" AS (\S+)$", DOCKERFILE, re.MULTILINE)


def test_the_image_has_the_handler_of_geneve_where_the_function_looks_for_it() -> None:
    assert only(r"^COPY --from=tunnel /tunnel/(\S+) /usr/local/bin/$", LAST_STAGE) == PROGRAM


def test_no_compiler_is_in_the_image() -> None:
    assert "gcc" in DOCKERFILE
    assert "gcc" not in LAST_STAGE
