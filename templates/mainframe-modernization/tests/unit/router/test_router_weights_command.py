"""`python -m router weights`: people see what they change, and cannot write what the routers would refuse."""

import importlib
import json
import sys
from types import SimpleNamespace

import pytest

from router.__main__ import main
from router.parameter import Parameter
from tests.support.router_store import NAME, Store


@pytest.fixture(autouse=True)
def environments(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What environments.py says of dev here, whatever it says in this repository."""
    dev = SimpleNamespace(name="dev", router=SimpleNamespace(legacy_url="https://legacy.example.com"))
    monkeypatch.setitem(sys.modules, "environments", SimpleNamespace(ENVIRONMENTS=(dev,), SANDBOX=None))
    return dev.router


def weights(*arguments: str) -> int | str:
    return main(["weights", "--project", "accounts", "--environment", "dev", *arguments])


def both(percent: int) -> tuple[str, ...]:
    """All operations get this weight."""
    return "--set", f"inquiry={percent}", "--set", f"posting={percent}"


def stored(store: Store) -> object:
    return json.loads(store.client.get_parameter(Name=NAME)["Parameter"]["Value"])


def rows(printed: str) -> dict[str, list[str]]:
    """The cells of each operation."""
    return {line.split()[0]: [line[24:]] for line in printed.splitlines() if line.startswith(("inq", "pos"))}


def test_before_and_after_are_printed_and_written(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights(*both(10), "--shadow", "posting=on") == 0
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"weight": 10, "shadow": True}}
    printed = capsys.readouterr().out
    assert f"There is no parameter {NAME} yet: the initial weights of environments.py hold." in printed
    assert "initial -> 10" in rows(printed)["inquiry"][0] and "initial -> on" in rows(printed)["posting"][0]
    assert weights(*both(25)) == 0
    assert stored(store) == {"inquiry": {"weight": 25}, "posting": {"weight": 25, "shadow": True}}
    printed = capsys.readouterr().out
    assert "10 -> 25" in rows(printed)["inquiry"][0] and "on -> " not in rows(printed)["posting"][0]
    assert f"Version 2 of {NAME} is written" in printed


def test_weights_that_differ_are_refused_with_what_to_type(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights(*both(10)) == 0
    assert "both sides" not in capsys.readouterr().out
    assert weights("--set", "inquiry=25") == 1
    said = capsys.readouterr().err
    assert said.startswith("Nothing was written. The weights differ (inquiry 25, posting 10), so accounts are on both")
    assert 'SET="inquiry=25 posting=25" (--set inquiry=25 --set posting=25)' in said and "FORCE=yes (--force)" in said
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"weight": 10}}
    # Who goes back is not told to go on.
    assert weights("--set", "inquiry=0") == 1
    assert 'for example SET="inquiry=0 posting=0"' in capsys.readouterr().err


def test_an_operation_that_is_left_out_has_a_weight_that_nobody_sees(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plain case: only inquiries are moved, and postings stay where environments.py says."""
    assert weights("--set", "inquiry=10") == 1
    assert "The weights differ (inquiry 10, posting as deployed)" in capsys.readouterr().err
    assert store.client.describe_parameters()["Parameters"] == []


def test_weights_that_differ_are_written_when_forced_and_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights("--set", "inquiry=10", "--force") == 0
    assert stored(store) == {"inquiry": {"weight": 10}}
    assert "The weights differ (inquiry 10, posting as deployed)" in capsys.readouterr().out


def test_a_shadow_is_switched_off_whatever_the_weights_are(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.write({"inquiry": {"weight": 10, "shadow": True}, "posting": {"weight": 5}})
    assert weights("--shadow", "inquiry=off") == 0
    assert stored(store) == {"inquiry": {"weight": 10, "shadow": False}, "posting": {"weight": 5}}
    printed = capsys.readouterr().out
    assert "on -> off" in rows(printed)["inquiry"][0] and "The weights differ" in printed


def test_an_environment_that_nobody_has_is_refused_and_the_others_are_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["weights", "--project", "accounts", "--environment", "nowhere", *both(10)]) == (
        'No environment is called "nowhere"; environments.py has dev.'
    )
    sandbox = SimpleNamespace(name="sandbox", router=SimpleNamespace(legacy_url=""))
    monkeypatch.setattr(importlib.import_module("environments"), "SANDBOX", sandbox)
    assert str(main(["weights", "--project", "accounts", "--environment", "sandbox"])).endswith(
        "environments.py has dev, sandbox-<user>."
    )
    assert store.client.describe_parameters()["Parameters"] == []


def test_a_sandbox_has_what_environments_py_says_of_all_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox = SimpleNamespace(name="sandbox", router=SimpleNamespace(legacy_url=""))
    monkeypatch.setattr(importlib.import_module("environments"), "SANDBOX", sandbox)
    ada = ["weights", "--project", "accounts", "--environment", "sandbox-ada"]
    assert main([*ada, *both(10)]) == 1
    assert "but there is no legacy system" in capsys.readouterr().err
    assert main([*ada, "--set", "inquiry=100"]) == 0
    assert "/accounts/sandbox-ada/router/weights is written" in capsys.readouterr().out


def test_wrong_arguments_are_named_before_aws_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert str(main(["weights", "--project", "accounts", "--environment", "Dev!"])).startswith(
        "The environment 'Dev!' has to be lower case letters"
    )
    assert weights() == (
        "Systems Manager cannot be asked (You must specify a region.); "
        "set AWS_REGION, for example AWS_REGION=eu-central-1."
    )


def test_without_a_change_nothing_is_written(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights() == 0
    assert store.client.describe_parameters()["Parameters"] == []
    weights(*both(10))
    assert weights(*both(10)) == 0
    assert "Nothing changes, nothing was written." in capsys.readouterr().out
    assert store.client.get_parameter(Name=NAME)["Parameter"]["Version"] == 1


WRONG = [
    (["--set", "inquiry=101"], "has the weight 101: a whole number of percent from 0 to 100, for example 10."),
    (["--set", "inquiry=ten"], 'has the weight "ten"'),
    (["--set", "inquiry=1_0"], 'has the weight "1_0"'),
    (["--set", "inquiri=10"], 'There is no operation "inquiri"; there are: inquiry, posting.'),
    (
        ["--set", "inquiry"],
        "'inquiry' is no operation and value, for example SET=\"inquiry=10 posting=10\" (--set inquiry=10",
    ),
    (
        ["--shadow", "inquiry=yes"],
        "'inquiry=yes': a shadow is on or off, for example SHADOW=\"inquiry=off\" (--shadow inquiry=off).",
    ),
    (["--shadow", "inquiry"], 'for example SHADOW="inquiry=on" (--shadow inquiry=on).'),
    (["--set", "posting=5", "--set", "inquiry=-1"], "has the weight -1"),
]


def test_a_wrong_value_is_refused_and_nothing_is_written(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in WRONG:
        assert weights(*arguments) == 1
        said = capsys.readouterr().err
        assert words in said and said.count("\n") == 1
    assert store.client.describe_parameters()["Parameters"] == []


def test_a_document_that_the_routers_refuse_is_said_and_replaced(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    weights(*both(10))
    store.write("{")
    capsys.readouterr()
    assert weights("--shadow", "posting=on") == 0
    printed = capsys.readouterr().out
    assert "The routers refuse version 2 and keep the one before it. The document is not JSON" in printed
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"weight": 10, "shadow": True}}


def test_a_version_that_somebody_else_wrote_meanwhile_is_said(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights(*both(10))
    write = Parameter.write

    def late(self: Parameter, text: str) -> int:
        write(self, '{"inquiry": {"weight": 0}}')
        return write(self, text)

    monkeypatch.setattr(Parameter, "write", late)
    assert weights(*both(5)) == 0
    assert "Somebody else wrote version 2 meanwhile" in capsys.readouterr().out


def test_a_store_that_refuses_and_a_name_that_cannot_be_are_sentences(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lower case letters" in str(main(["weights", "--project", "accounts", "--environment", "Dev!"]))
    monkeypatch.setitem(sys.modules, "project", None)
    assert str(main(["weights", "--environment", "dev"])).startswith("There is no project.py with a NAME here")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    assert "region" in str(weights())


def test_without_a_legacy_system_nobody_can_write_what_the_routers_would_refuse(
    store: Store, environments: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert weights(*both(10)) == 0
    environments.legacy_url = ""
    for change in (("--set", "inquiry=20"), ("--shadow", "inquiry=on")):
        assert weights(*change) == 1
        assert "but there is no legacy system" in capsys.readouterr().err
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"weight": 10}}
    assert weights(*both(100)) == 0
    assert stored(store) == {"inquiry": {"weight": 100}, "posting": {"weight": 100}}


def test_without_an_environments_file_there_may_be_a_legacy_system(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "environments", None)
    assert weights(*both(10)) == 0


def test_the_region_may_be_said_as_containers_say_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert weights(*both(10)) == 0
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"weight": 10}}
