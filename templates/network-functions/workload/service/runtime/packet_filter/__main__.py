"""Runs the function: `python -m packet_filter`. With `check` or `compile` it only looks at a policy file."""

import argparse
import os
import sys
from pathlib import Path

from packet_filter import nft, policy_file, ruleset
from packet_filter.placement import Entry, Function, Placement, PlacementError
from packet_filter.policy import Policy
from packet_filter.policy_source import FileSource, SourceError
from packet_filter.settings import Settings, SettingsError


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 after one sentence on stderr that says what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        if options.command is None:
            # Only here: looking at a policy needs no AWS library.
            from packet_filter.run import run

            return run(Settings.load(os.environ))
        policy = policy_file.read(FileSource(options.file).latest().text, file=str(options.file))
        compiled = ruleset.compile(policy, _placement(options, policy))
        if options.command == "compile":
            sys.stdout.write(compiled)
        else:
            print(f"{options.file}: {_summary(policy)}; {_judged(compiled)}.")
    except (SettingsError, SourceError, PlacementError, policy_file.PolicyError, nft.NftError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m packet_filter", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    for name, text in (("check", "say what is wrong with a policy"), ("compile", "print a policy's rule set")):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("file", type=Path)
        command.add_argument("--function", choices=[str(each) for each in Function], help="left out: what it asks for")
        command.add_argument("--entry", choices=[str(each) for each in Entry], help="left out: what it asks for")
        command.add_argument("--inside", default="eth0", help="where packets come in (%(default)s)")
        command.add_argument("--outside", default="eth1", help="where they leave (%(default)s)")
    return parser


def _placement(options: argparse.Namespace, policy: Policy) -> Placement:
    function = Function.SOURCE_NAT if policy.source_nat else Function.FILTER
    entry = Entry.NETWORK if policy.forwards else Entry.GATEWAY
    return Placement(
        function=Function(options.function or function),
        entry=Entry(options.entry or entry),
        inside=options.inside,
        outside=options.outside,
    )


def _summary(policy: Policy) -> str:
    counts = {"rules": policy.rules, "source_nat": policy.source_nat, "forwards": policy.forwards}
    return ", ".join(f"{len(entries)} {name}" for name, entries in counts.items() if entries or name == "rules")


def _judged(compiled: str) -> str:
    if os.geteuid() != 0:
        # The kernel would refuse to look at it at all.
        return "not checked by nft, which needs root"
    if not nft.installed():
        return "not checked by nft, which is not installed"
    nft.check(compiled)
    return "nft accepts it"


if __name__ == "__main__":
    sys.exit(main())
