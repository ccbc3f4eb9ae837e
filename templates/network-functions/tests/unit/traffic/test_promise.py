"""A promise that no packet can show is refused before anything is sent."""

from typing import Any

import pytest

from tests.traffic import __main__ as traffic
from tests.traffic import requirements
from tests.traffic.promise import Promise, Protocol

RIGHT: dict[str, Any] = {
    "about": "web",
    "source": "192.0.2.7",
    "destination": "203.0.113.9",
    "protocol": Protocol.TCP,
    "port": 443,
    "passes": True,
}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"destination": "function"},
        {"source": "2001:db8::7", "destination": "2001:db8::9", "protocol": Protocol.SCTP},
        {"protocol": Protocol.ICMP, "port": None},
    ],
)
def test_a_promise_of_one_packet_is_taken(values: dict[str, Any]) -> None:
    assert Promise(**{**RIGHT, **values}).about == "web"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"source": "192.0.2.700"}, r"'web': source='192.0.2.700' is no address, for example source=\"192.0.2.7\""),
        ({"destination": "203.0.113.0/24"}, "destination='203.0.113.0/24' is no address"),
        ({"source": "2001:db8::7"}, "are of two families"),
        ({"port": 70_000}, "port=70000: a number from 1 to 65535, for example port=443"),
        ({"port": None}, "port=None: a number from 1 to 65535"),
        ({"protocol": Protocol.ICMP}, "port=443: ICMP has no ports; leave it out"),
    ],
)
def test_another_one_is_refused_by_the_name_of_the_promise(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Promise(**{**RIGHT, **values})


def test_make_traffic_says_it_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(_: str) -> None:
        Promise(**{**RIGHT, "source": "inside"})

    monkeypatch.setattr(requirements, "missing", lambda: None)
    monkeypatch.setattr(traffic.importlib, "import_module", read)
    assert traffic.main([]) == 1
    error = capsys.readouterr().err
    assert error.startswith("tests/traffic/promises.py, 'web': source='inside' is no address")
    assert error.count("\n") == 1
