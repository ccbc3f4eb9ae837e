"""`python -m router weights`: people see what they change, and cannot write what the routers would refuse."""

import json

import pytest

from router.__main__ import main
from router.parameter import Parameter
from tests.support.router_store import NAME, Store


def weights(*arguments: str) -> int | str:
    return main(["weights", "--project", "accounts", "--environment", "dev", *arguments])


def stored(store: Store) -> object:
    return json.loads(store.client.get_parameter(Name=NAME)["Parameter"]["Value"])


def rows(printed: str) -> dict[str, list[str]]:
    """The cells of each operation."""
    return {line.split()[0]: [line[24:]] for line in printed.splitlines() if line.startswith(("inq", "pos"))}


def test_before_and_after_are_printed_and_written(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert weights("--set", "inquiry=10", "--shadow", "posting=on") == 0
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"shadow": True}}
    printed = capsys.readouterr().out
    assert f"There is no parameter {NAME} yet: the initial weights of environments.py hold." in printed
    assert "initial -> 10" in rows(printed)["inquiry"][0] and "initial -> on" in rows(printed)["posting"][0]
    assert weights("--set", "inquiry=25") == 0
    assert stored(store) == {"inquiry": {"weight": 25}, "posting": {"shadow": True}}
    printed = capsys.readouterr().out
    assert "10 -> 25" in rows(printed)["inquiry"][0] and "->" not in rows(printed)["posting"][0]
    assert f"Version 2 of {NAME} is written" in printed


def test_weights_that_put_an_account_on_both_sides_are_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    weights("--set", "inquiry=10", "--set", "posting=10")
    assert "both sides" not in capsys.readouterr().out
    weights("--set", "inquiry=25")
    assert "weights differ: accounts between 10 and 25 percent are on both sides" in capsys.readouterr().out


def test_an_operation_without_a_weight_of_its_own_is_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """The plain case: only inquiries are moved, and postings stay where environments.py says."""
    weights("--set", "inquiry=10")
    told = (
        "The initial weight of environments.py holds for posting: where it is not 10 too, accounts are on both sides."
    )
    assert f"{told} Give --set posting=10 for the same." in capsys.readouterr().out
    weights("--set", "posting=10")
    assert "The initial weight" not in capsys.readouterr().out


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
    weights("--set", "inquiry=10")
    assert weights("--set", "inquiry=10") == 0
    assert "Nothing changes, nothing was written." in capsys.readouterr().out
    assert store.client.get_parameter(Name=NAME)["Parameter"]["Version"] == 1


WRONG = [
    (["--set", "inquiry=101"], "has the weight 101: a whole number of percent from 0 to 100, for example 10."),
    (["--set", "inquiry=ten"], 'has the weight "ten"'),
    (["--set", "inquiry=1_0"], 'has the weight "1_0"'),
    (["--set", "inquiri=10"], 'There is no operation "inquiri"; there are: inquiry, posting.'),
    (["--set", "inquiry"], "'inquiry' is no operation and value, for example --set inquiry=10."),
    (["--shadow", "inquiry=yes"], "'inquiry=yes': a shadow is on or off, for example --shadow inquiry=on."),
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
    weights("--set", "inquiry=10")
    store.client.put_parameter(Name=NAME, Value="{", Type="String", Overwrite=True)
    capsys.readouterr()
    assert weights("--set", "posting=5") == 0
    printed = capsys.readouterr().out
    assert "The routers refuse version 2 and keep the one before it. The document is not JSON" in printed
    assert stored(store) == {"inquiry": {"weight": 10}, "posting": {"weight": 5}}


def test_a_version_that_somebody_else_wrote_meanwhile_is_said(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights("--set", "inquiry=10")
    write = Parameter.write

    def late(self: Parameter, text: str) -> int:
        write(self, '{"inquiry": {"weight": 0}}')
        return write(self, text)

    monkeypatch.setattr(Parameter, "write", late)
    assert weights("--set", "posting=5") == 0
    assert "Somebody else wrote version 2 meanwhile" in capsys.readouterr().out


def test_a_store_that_refuses_and_a_name_that_cannot_be_are_sentences(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lower case letters" in str(main(["weights", "--project", "accounts", "--environment", "Dev!"]))
    monkeypatch.setattr("sys.path", [])
    assert str(main(["weights", "--environment", "dev"])).startswith("There is no project.py with a NAME here")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert "region" in str(weights())
