"""`golden-paths`: updates of repositories that were made from the template, or adopted, and rules about any pipeline.

Exit codes: 0 nothing to review, 3 a person must look, 1 refused (nothing was done), 2 a wrong command line.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from golden_paths import fleet
from golden_paths.adoption import command as adoption
from golden_paths.answers import written_answers
from golden_paths.check import check
from golden_paths.findings import need_review
from golden_paths.git import GitError
from golden_paths.names import shown
from golden_paths.portal import command as portal
from golden_paths.preview import difference
from golden_paths.project import Refused, origin_of
from golden_paths.reasons import reason
from golden_paths.recipes import command as recipes
from golden_paths.signals import Stopped, stoppable, undisturbed
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned
from golden_paths.told import NotTold, complain, prepare, print_findings, tell, telling
from golden_paths.update import HalfDone, Update, plan, update
from golden_paths.verification import add_options, report

REVIEW = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    prepare()
    given = _parser().parse_args(arguments)
    try:
        with stoppable():
            code: int = given.run(given)
    except Refused as refused:
        complain(refused)
        return 1
    except HalfDone as half:
        complain(half)
        return REVIEW
    except NotTold as silent:
        complain(f"The result cannot be written to standard output: {silent}")
        return REVIEW if given.run in (_update, _reconfigure, _new, adoption.run) else 1
    except Stopped as stopped:
        complain(f"Stopped by {stopped}; nothing was done.")
        return 128 + stopped.number
    except (GitError, OSError) as error:
        complain(f"A step failed, and nothing was done: {reason(error)}")
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="golden-paths", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        made.add_argument("--json", action="store_true", help="for machines")
        return made

    for name, run, about in (
        ("update", _update, "bring a newer version of the template into this repository"),
        ("preview", _preview, "show what an update would change, and change nothing"),
    ):
        command(name, run, about).add_argument(
            "--to", default="", metavar="VERSION", help="by default the latest release"
        )
    reconfigure = command("reconfigure", _reconfigure, "change answers, on the version that this repository has")
    reconfigure.add_argument("answers", nargs="+", metavar="NAME=VALUE", help="for example delivery=linear")
    sample = command("sample", _sample, "print the template's version of a file, for example of one that is yours")
    sample.add_argument("file", metavar="FILE")
    sample.add_argument("--to", default="", metavar="VERSION", help="by default the latest release")
    recipes.add_options(command("new", _new, "apply a recipe: a worker, a job, or the like, for your own service"))
    checked = command("check-update", _check, "the verdict on an update that is committed already")
    checked.add_argument("--base", required=True, metavar="COMMIT", help="the commit before the update")
    behind = command("fleet", _fleet, "who is behind, over a list of cloned repositories")
    behind.add_argument("list", metavar="FILE", help='a folder a line; "-" reads standard input')
    adopted = command("adopt", adoption.run, "make this repository, which has code, one that the template can update")
    adoption.add_options(adopted)
    portal.add_options(commands, command)
    add_options(command("verify", _verify, "what is wrong between templates, buildspecs and makefiles of a pipeline"))
    return parser


def _verify(given: argparse.Namespace) -> int:
    text, found = report(given)
    with telling():
        sys.stdout.write(text)
    return REVIEW if found else 0


def _update(given: argparse.Namespace) -> int:
    return _done(update(Path.cwd(), to=given.to), as_json=given.json)


def _reconfigure(given: argparse.Namespace) -> int:
    return _done(update(Path.cwd(), answers=written_answers(given.answers)), as_json=given.json)


def _preview(given: argparse.Namespace) -> int:
    planned = plan(Path.cwd(), to=given.to)
    change = b"" if given.json else difference(Path.cwd(), planned)
    with telling():
        sys.stdout.buffer.write(change)
        tell(planned, as_json=given.json, done=False)
    return REVIEW if need_review(planned.findings) else 0


def _done(made: Update, *, as_json: bool) -> int:
    with undisturbed(), telling():
        tell(made, as_json=as_json, done=True)
    return REVIEW if need_review(made.findings) else 0


def _new(given: argparse.Namespace) -> int:
    text, left = recipes.report(Path.cwd(), given)
    with undisturbed(), telling():
        sys.stdout.write(text)
    return REVIEW if left else 0


def _sample(given: argparse.Namespace) -> int:
    origin = origin_of(Path.cwd())
    with cloned(origin.template, folder=Path.cwd()) as template, scratch_folder() as scratch:
        version = template.version(given.to)
        file = template.render(version, origin.answers, scratch / "new") / given.file
        if not file.is_file():
            raise Refused(f"{version} of the template has no file {given.file}.")
        content = file.read_bytes()
    with telling():
        sys.stdout.buffer.write(content)
    return 0


def _check(given: argparse.Namespace) -> int:
    findings = check(Path.cwd(), base=given.base)
    with telling():
        if given.json:
            print(json.dumps([finding.as_json() for finding in findings], indent=2))
        elif findings:
            print_findings(findings)
        else:
            print(f"Every line of {given.base} is there, and each where `make update` puts it; nothing to review.")
    return REVIEW if need_review(findings) else 0


def _fleet(given: argparse.Namespace) -> int:
    text = sys.stdin.read() if given.list == "-" else _text(Path(given.list))
    folders = [Path(line.strip()) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    standings = []
    for number, standing in enumerate(fleet.report(folders), start=1):
        complain(f"\r{number}/{len(folders)}", end="")
        standings.append(standing)
    complain("")
    with telling():
        if given.json:
            print(json.dumps([vars(standing) for standing in standings], indent=2))
        else:
            for each in sorted(standings, key=lambda standing: -standing.behind):
                name = shown(each.repository)
                print(f"{each.behind:>3} behind  {each.version:<12} {name}  {each.problem}".rstrip())
    return REVIEW if any(each.problem for each in standings) else 0


def _text(file: Path) -> str:
    if not file.is_file():
        raise Refused(f"There is no file {file}: it lists one folder a line.")
    return file.read_text("utf-8")


if __name__ == "__main__":
    sys.exit(main())
