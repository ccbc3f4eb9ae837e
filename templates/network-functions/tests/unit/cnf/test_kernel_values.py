"""The kernel of a task is as the function asks for it, since in a container the function can change nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from packet_filter import interfaces
from packet_filter.interfaces import InterfaceError
from packet_filter.settings import Settings

from environments import SANDBOX
from settings.delivery import Delivery
from workload.environment import Entry, Environment, Flows, Function, Port, Shape
from workload.service.cnf.kernel_values import kernel_values

ONE_ARM = replace(
    SANDBOX,
    shape=Shape.CNF,
    entry=Entry.GATEWAY,
    function=Function.FILTER,
    ports=(),
    flows=Flows(idle_seconds=700),
    delivery=Delivery.rolling(),
)
PORTS = replace(ONE_ARM, entry=Entry.NETWORK, ports=(Port(number=443),), flows=Flows())
# As Docker makes a namespace, with the default values that a device takes which is made later.
FRESH = {
    "net/ipv4/ip_forward": "0",
    "net/ipv4/conf/all/rp_filter": "1",
    "net/ipv4/conf/default/rp_filter": "2",
    "net/ipv6/conf/all/forwarding": "0",
    "net/ipv6/conf/all/disable_ipv6": "1",
    "net/ipv6/conf/default/disable_ipv6": "1",
    "net/ipv6/conf/default/accept_ra": "1",
    "net/ipv6/conf/eth0/accept_ra": "1",
    "net/netfilter/nf_conntrack_tcp_be_liberal": "0",
    "net/netfilter/nf_conntrack_tcp_timeout_established": "432000",
}
OF_THE_DEVICE = ("net/ipv4/conf/{}/rp_filter", "net/ipv6/conf/{}/accept_ra")


def prepare(environment: Environment, told: dict[str, str], proc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the function does at its start, in a container whose /proc/sys holds `told` and is read-only."""
    tunnel = environment.entry is Entry.GATEWAY
    values = {**FRESH, **{name.replace(".", "/"): value for name, value in told.items()}}
    if tunnel:
        values |= {name.format("tunnel"): values[name.format("default")] for name in OF_THE_DEVICE}
    for name, value in values.items():
        (proc / name).parent.mkdir(parents=True, exist_ok=True)
        (proc / name).write_text(f"{value}\n", encoding="ascii")

    def write(name: str, value: int, proc: Path) -> None:
        if (proc / name).read_text(encoding="ascii").strip() != str(value):
            raise OSError(30, "Read-only file system")

    monkeypatch.setattr(interfaces, "_write", write)
    monkeypatch.setattr(interfaces, "_ip", lambda *_: "")
    inside = "tunnel" if tunnel else "eth0"
    variables = {
        "FUNCTION": str(environment.function),
        "ENTRY": str(environment.entry),
        "INSIDE": inside,
        "OUTSIDE": inside,
        "POLICY_FILE": "/policy.yaml",
        "METRICS_NAMESPACE": "test",
        "ENVIRONMENT_NAME": "test",
        "IDLE_SECONDS": str(environment.flows.idle_seconds),
    }
    interfaces.prepare(Settings.load(variables), proc=proc)


every_entry = pytest.mark.parametrize("environment", [ONE_ARM, PORTS], ids=["gateway", "network"])


@every_entry
def test_the_function_finds_everything_as_it_asks_for_it(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    prepare(environment, dict(kernel_values(environment)), tmp_path, monkeypatch)
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        *(
            (environment, name)
            for environment in (ONE_ARM, PORTS)
            for name in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")
        ),
        (PORTS, "net.ipv6.conf.eth0.accept_ra"),
        *(
            (ONE_ARM, name)
            for name in (
                "net.ipv6.conf.default.accept_ra",
                "net.ipv4.conf.all.rp_filter",
                "net.ipv4.conf.default.rp_filter",
            )
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else str(each.entry),
)
def test_without_one_of_them_it_does_not_start(
    environment: Environment, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {name: value for name, value in kernel_values(environment).items() if name != missing}
    with pytest.raises(InterfaceError):
        prepare(environment, told, tmp_path, monkeypatch)


@every_entry
def test_the_kernel_forgets_a_silent_flow_when_the_load_balancer_does(environment: Environment) -> None:
    told = kernel_values(environment)
    established = told["net.netfilter.nf_conntrack_tcp_timeout_established"]
    assert established == str(environment.flows.idle_seconds)
    assert all(name.startswith("net.") for name in told), "ECS takes values of a namespace only"
