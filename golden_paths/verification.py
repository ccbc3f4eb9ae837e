"""`golden-paths verify`: the rules of the verifier over a folder, told in the format that was asked for."""

import argparse
import datetime
from pathlib import Path

from golden_paths.project import Refused
from golden_paths.verifier.accepted import NotAccepted, gone, judged, left_out
from golden_paths.verifier.accepted import read as read_accepted
from golden_paths.verifier.reports import FORMATS
from golden_paths.verifier.repository import read, root_of
from golden_paths.verifier.verify import all_rules, verify


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command line of `verify` takes."""
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), help="a repository, or cdk.out; by default here"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="by default text; --json is the same as json")
    parser.add_argument("--rules", action="store_true", help="list the rules, why each is one, and where AWS says so")


def report(given: argparse.Namespace) -> tuple[str, bool]:
    """What to print, and whether something was found.

    Raises Refused: there is no such folder, nothing in it to verify, or its accepted findings cannot be read.
    """
    rules = all_rules()
    if given.rules:
        return "".join(f"{rule.id}\n  {rule.reason}\n  {rule.source}\n" for rule in rules), False
    folder: Path = given.folder
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}: name a repository or the assembly of the CDK, for example cdk.out."
        )
    repository = read(folder)
    if not repository.templates:
        raise Refused(
            f"{folder} holds no CloudFormation template: run `cdk synth` or `make synth` first, or name the folder "
            "that holds it, for example golden-paths verify cdk.out"
        )
    try:
        accepted = read_accepted(root_of(folder), [rule.id for rule in rules])
        folders = left_out(root_of(folder))
    except NotAccepted as problem:
        raise Refused(str(problem)) from problem
    today = datetime.datetime.now(datetime.UTC).date()
    found = verify(repository.without([each.folder for each in folders]))
    findings = [*judged(found, accepted, today), *gone(folders, repository.paths)]
    return FORMATS["json" if given.json else given.format](findings, rules), bool(findings)
