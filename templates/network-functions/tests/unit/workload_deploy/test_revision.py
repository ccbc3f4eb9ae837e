"""The bundle: equal content gives equal bytes, and the instance and the function both understand its settings."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from instance_hooks.installation import install
from instance_hooks.settings import Settings as InstanceSettings
from packet_filter.placement import Function as PlacedFunction
from packet_filter.settings import S3Object
from packet_filter.settings import Settings as FunctionSettings

from tests.support.choices import VNF_FILTER as VNF
from tests.unit.workload_deploy.conftest import DIGEST, IMAGE, OUTPUTS
from workload.environment import Environment, Flows, Function
from workload.revision import bundle, settings

SOURCE_NAT = replace(VNF, function=Function.SOURCE_NAT)


def read(environment: Environment, folder: Path) -> InstanceSettings:
    """The settings as an instance reads them from an unpacked bundle."""
    with zipfile.ZipFile(io.BytesIO(bundle(settings(environment, OUTPUTS, IMAGE)))) as archive:
        archive.extractall(folder)
    return InstanceSettings.read(folder)


def test_the_bundle_holds_what_codedeploy_looks_for_and_each_file_may_run(tmp_path: Path) -> None:
    read(VNF, tmp_path)
    there = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert {"appspec.yml", "hook.py", "network-function.service", "settings.json", "instance_hooks/events.py"} <= there
    assert not [name for name in there if "__pycache__" in name]
    with zipfile.ZipFile(io.BytesIO(bundle({}))) as archive:
        assert {entry.external_attr >> 16 & 0o777 for entry in archive.infolist()} == {0o755}


def test_equal_content_gives_equal_bytes_and_any_change_gives_others(tmp_path: Path) -> None:
    first = bundle(settings(VNF, OUTPUTS, IMAGE))
    assert bundle(settings(VNF, OUTPUTS, IMAGE)) == first
    assert bundle(settings(replace(VNF, policy_seconds=9), OUTPUTS, IMAGE)) != first
    assert bundle(settings(VNF, OUTPUTS, replace(IMAGE, digest="sha256:" + "cd" * 32))) != first
    (tmp_path / "hook.py").write_text("print()", encoding="utf-8")
    assert bundle(settings(VNF, OUTPUTS, IMAGE), tmp_path) != first


def test_the_image_is_named_by_its_digest_which_is_the_version(tmp_path: Path) -> None:
    found = read(VNF, tmp_path)
    assert found.image.endswith(f"@{DIGEST}")
    assert found.version == found.variables["VERSION"] == DIGEST


@pytest.mark.parametrize("environment", [VNF, SOURCE_NAT], ids=["filter", "source-nat"])
def test_the_function_starts_with_its_variables(environment: Environment, tmp_path: Path) -> None:
    # Given what the instance adds where packets leave by its own interface
    variables = {"OUTSIDE": "ens5", **read(environment, tmp_path).variables}
    # When the function reads them
    found = FunctionSettings.load(variables)
    # Then it is what the environment says, behind a tunnel
    assert found.placement.function is PlacedFunction(environment.function.value)
    assert found.has_tunnel
    assert found.placement.one_arm is (environment.function is Function.FILTER)
    assert found.policy == S3Object(bucket="policies", key="policy.yaml")
    assert found.policy_seconds == environment.policy_seconds
    assert found.environment_name == environment.name


def test_the_function_forgets_and_drains_flows_as_the_load_balancer_does(tmp_path: Path) -> None:
    found = read(replace(VNF, flows=Flows(idle_seconds=600, drain_seconds=120)), tmp_path)
    function = FunctionSettings.load(found.variables)
    assert (function.idle_seconds, function.drain_seconds, found.drain_seconds) == (600, 120, 120)


def test_only_source_nat_has_ec2_check_no_addresses(tmp_path: Path) -> None:
    assert read(VNF, tmp_path / "filter").checks_addresses
    assert not read(SOURCE_NAT, tmp_path / "nat").checks_addresses


def test_the_unit_gives_the_container_the_rights_that_it_needs_and_no_others(tmp_path: Path) -> None:
    read(VNF, tmp_path)
    unit = (tmp_path / "network-function.service").read_text("utf-8")
    words = unit.replace("\\\n", " ").split()
    added = {words[place + 1] for place, word in enumerate(words) if word == "--cap-add"}
    assert added == {"NET_ADMIN", "NET_RAW", "SETUID", "SETGID"}
    assert words[words.index("--cap-drop") : words.index("--cap-drop") + 2] == ["--cap-drop", "ALL"]
    assert {"--read-only", "no-new-privileges", "--reuid=10001", "--device"} <= set(words)
    assert "--privileged" not in words


def test_the_unit_reads_what_the_instance_writes(tmp_path: Path) -> None:
    found = read(VNF, tmp_path)
    install(found, lambda *_, **__: "", instance="i-0123456789abcdef0", folder=tmp_path / "etc")
    written = {line.partition("=")[0] for line in (tmp_path / "etc" / "unit.env").read_text("utf-8").splitlines()}
    unit = (tmp_path / "network-function.service").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", unit)) == written


def test_no_setting_is_anything_but_json() -> None:
    assert json.loads(json.dumps(settings(VNF, OUTPUTS, IMAGE))) == settings(VNF, OUTPUTS, IMAGE)
