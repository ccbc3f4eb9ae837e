"""Judges the policy of this repository, and its rule set for each place that an environment gives it: `make policy`.

It is a part of `make check`, so it needs no account and no root; where it may, it lets `nft` judge as well. What comes
through the management API later is judged there, by the same parser.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from packet_filter import nft, placement, policy_file, ruleset
from packet_filter.policy import Policy
from packet_filter.policy_source import FileSource, SourceError

from environments import ENVIRONMENTS, SANDBOX
from settings.failure import ActionFailed, exit_code
from workload.environment import Entry, Environment, Function

POLICY = Path("workload", "service", "runtime", "policy.yaml")
# Where packets come in and go out, as an instance or a task starts the function.
INTERFACES = {
    (Entry.GATEWAY, Function.FILTER): ("tunnel", "tunnel"),
    (Entry.GATEWAY, Function.SOURCE_NAT): ("tunnel", "eth0"),
    (Entry.NETWORK, Function.FILTER): ("eth0", "eth0"),
    (Entry.NETWORK, Function.SOURCE_NAT): ("eth0", "eth0"),
}
# What nft says to root in a container that must not touch the network.
FORBIDDEN = "Operation not permitted"


def check(file: Path = POLICY, environments: Iterable[Environment] = (*ENVIRONMENTS, SANDBOX)) -> None:
    """Print what was judged.

    Raises ActionFailed: the policy is wrong, or does not fit an environment; the sentence names file and line, or port.
    """
    chosen = tuple(environments)
    places = sorted({(each.entry, each.function) for each in chosen})
    try:
        policy = policy_file.read(FileSource(file).latest().text, file=str(file))
        judges = {_judge(ruleset.compile(policy, _placement(*place))) for place in places}
    except (SourceError, policy_file.PolicyError, nft.NftError) as error:
        raise ActionFailed(str(error)) from None
    for entry, function in places:
        print(f"{file}: right for {function} behind a {entry}{''.join(judges)}.")
    _require_forwards(policy, chosen, file)
    if not policy.source_nat and any(each.function is Function.SOURCE_NAT for each in chosen):
        print(f"{file}: it has no source_nat, so all packets keep their source address.")


def _placement(entry: Entry, function: Function) -> placement.Placement:
    inside, outside = INTERFACES[entry, function]
    return placement.Placement(
        function=placement.Function(function), entry=placement.Entry(entry), inside=inside, outside=outside
    )


def _judge(compiled: str) -> str:
    """Whether nft judged the rule set, as the end of a sentence. Raises NftError: it refuses it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "; nft did not judge it, which needs root"
    if not nft.installed():
        return "; nft did not judge it, since it is not installed"
    try:
        nft.check(compiled)
    except nft.NftError as error:
        if FORBIDDEN not in error.words:
            raise
        return "; nft did not judge it, which needs the capability NET_ADMIN"
    return ", and for nft"


def _require_forwards(policy: Policy, environments: Iterable[Environment], file: Path) -> None:
    """Raises ActionFailed: a listener is healthy, and yet nobody answers at its port."""
    led = {(str(each.protocol), each.port) for each in policy.forwards}
    for environment in environments:
        for port in environment.ports:
            if (str(port.protocol), port.number) not in led:
                raise ActionFailed(
                    f"{file}: {environment.name} listens on {port.protocol} port {port.number}, which no forward leads "
                    f"to a backend; add one, for example {{name: {port.protocol}-{port.number}, protocol: "
                    f"{port.protocol}, port: {port.number}, to: 10.0.3.4, to_port: {port.number}}}, or remove it from "
                    "ports in environments.py."
                )


if __name__ == "__main__":
    sys.exit(exit_code(check))
