"""What is installed: the image by its digest, with a password that no list of processes shows, and the variables."""

from dataclasses import replace
from pathlib import Path

import pytest
from instance_hooks import machine
from instance_hooks.failure import HookFailed
from instance_hooks.installation import install

from tests.unit.instance.conftest import INSTANCE, REGISTRY, SETTINGS, Programs

TRANSLATES = replace(SETTINGS, checks_addresses=False, variables={"FUNCTION": "source-nat", "INSIDE": "tunnel"})


def read(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text("utf-8").splitlines())


def test_the_image_is_pulled_by_digest_with_a_password_that_is_given_as_input(
    programs: Programs, tmp_path: Path
) -> None:
    programs.answers["get-login-password"] = ["secret"]
    install(SETTINGS, programs, instance=INSTANCE, folder=tmp_path)
    (pulled,) = programs.named("pull")
    assert pulled[-1] == SETTINGS.image
    assert "@sha256:" in pulled[-1]
    (signed_in,) = programs.named("login")
    assert signed_in[-2:] == ("--password-stdin", REGISTRY)
    assert programs.given == {"docker": "secret"}
    assert not any("secret" in call for call in programs.calls)


def test_an_old_image_that_is_deployed_again_is_not_removed_after_it_was_pulled(
    programs: Programs, tmp_path: Path
) -> None:
    install(SETTINGS, programs, instance=INSTANCE, folder=tmp_path)
    (pruned,), (pulled,) = programs.named("prune"), programs.named("pull")
    assert programs.calls.index(pruned) < programs.calls.index(pulled)


def test_what_docker_signed_in_with_is_gone_afterwards(programs: Programs, tmp_path: Path) -> None:
    there: list[bool] = []
    programs.when = lambda words: there.append(Path(words[2]).is_dir()) if "pull" in words else None
    install(SETTINGS, programs, instance=INSTANCE, folder=tmp_path)
    ((_, _, folder, *_),) = programs.named("pull")
    assert there == [True]
    assert not Path(folder).exists()


def test_the_unit_and_the_function_get_their_variables(programs: Programs, tmp_path: Path) -> None:
    install(SETTINGS, programs, instance=INSTANCE, folder=tmp_path / "new")
    assert read(tmp_path / "new" / "function.env") == SETTINGS.variables
    assert read(tmp_path / "new" / "unit.env") == {
        "IMAGE": SETTINGS.image,
        "LOG_GROUP": "function-log",
        "LOG_STREAM": INSTANCE,
        "REGION": "eu-west-1",
        "STOP_SECONDS": "90",
    }


def test_a_filter_leaves_the_check_of_addresses_as_it_is(programs: Programs, tmp_path: Path) -> None:
    install(SETTINGS, programs, instance=INSTANCE, folder=tmp_path)
    assert not programs.named("ec2")


def test_source_nat_switches_the_check_of_addresses_off_and_leaves_by_the_interface_of_the_instance(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "own_interface", lambda: "ens5")
    install(TRANSLATES, programs, instance=INSTANCE, folder=tmp_path)
    (call,) = programs.named("ec2")
    assert call[-4:] == ("modify-instance-attribute", "--instance-id", INSTANCE, "--no-source-dest-check")
    assert read(tmp_path / "function.env")["OUTSIDE"] == "ens5"


def test_where_ec2_refuses_nothing_is_installed(programs: Programs, tmp_path: Path) -> None:
    programs.answers["modify-instance-attribute"] = [HookFailed("UnauthorizedOperation")]
    with pytest.raises(HookFailed, match="UnauthorizedOperation"):
        install(TRANSLATES, programs, instance=INSTANCE, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_interface_of_the_default_route_is_found(tmp_path: Path) -> None:
    routes = tmp_path / "route"
    routes.write_text(
        "Iface\tDestination\tGateway\n"
        "tunnel\t0000080A\t00000000\n"
        "ens5\t00000000\t0100000A\n"
        "docker0\t000011AC\t00000000\n",
        encoding="ascii",
    )
    assert machine.own_interface(routes) == "ens5"


def test_an_instance_without_a_way_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "route").write_text("Iface\tDestination\tGateway\n", encoding="ascii")
    with pytest.raises(HookFailed, match="No interface has a default route"):
        machine.own_interface(tmp_path / "route")
