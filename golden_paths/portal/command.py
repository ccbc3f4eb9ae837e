"""`golden-paths export` and `golden-paths portal`: the forms of portals, and the program that they call.

docs/portal.md says what goes in and out. Exit codes: 0 done, 3 a person must look, 1 refused and nothing was done,
128 and the number of a signal that stopped it.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import Any

from golden_paths.findings import need_review
from golden_paths.git import GitError
from golden_paths.portal.summary import summary
from golden_paths.portal.trust import refuse_a_password, refuse_another_template
from golden_paths.project import Refused
from golden_paths.reasons import reason
from golden_paths.repository import alone
from golden_paths.signals import Stopped, undisturbed
from golden_paths.told import NotTold, complain, telling
from golden_paths.update import HalfDone, Update, apply, plan

Result = dict[str, Any]
REFUSED, REVIEW = 1, 3
ONLY = "a template that repositories may come from; several times for several. A portal has to give it"
Command = Callable[[str, object, str], argparse.ArgumentParser]


def add_options(commands: Any, command: Command) -> None:
    """Add the commands for portals to those of `golden-paths`."""
    written = command("export", _export, "write the forms of developer portals, made from the template's questions")
    written.add_argument("folder", metavar="FOLDER", help="where to; in a clone of the template this is portal")
    written.add_argument("--template", default=".", metavar="CLONE", help="by default this folder")
    portal = commands.add_parser("portal", help="for developer portals: JSON in, JSON out", description=__doc__)
    verbs = portal.add_subparsers(required=True, metavar="VERB")
    for name, run, about in (
        ("create", _create, "render a repository with the answers on standard input"),
        ("update", _update, "update a repository, or change the answers on standard input"),
        ("check", _check, "what such an update would do; nothing is written"),
    ):
        verb = verbs.add_parser(name, help=about, description=about)
        verb.set_defaults(run=_as_json, verb=run, json=True)
        verb.add_argument("folder", metavar="FOLDER")
        verb.add_argument("--to", default="", metavar="VERSION", help="by default the latest release")
        if name == "create":
            verb.add_argument("--template", required=True, metavar="ADDRESS")
        else:
            verb.add_argument("--template", action="append", default=[], metavar="ADDRESS", help=ONLY)


def _as_json(given: argparse.Namespace) -> int:
    """Run a verb; whatever is refused is JSON, too."""
    # git asks nobody for a name or a password.
    os.environ["GIT_TERMINAL_PROMPT"] = "0"
    with ExitStack() as ending:
        # What is done, or taken back, is told: no signal comes between.
        given.before_writing = lambda: ending.enter_context(undisturbed())
        result, code = _outcome(given)
        given.before_writing()
        try:
            with telling():
                print(json.dumps(result, indent=2))
        except NotTold as silent:
            complain(f"The result cannot be written to standard output: {silent}")
            return REVIEW if given.verb is not _check and "error" not in result else REFUSED
    return code


def _outcome(given: argparse.Namespace) -> tuple[Result, int]:
    # It takes long to read jsonschema, and other commands need it not.
    from golden_paths.portal.judge import answers_in

    try:
        # Nothing but the result may stand on standard output.
        with redirect_stdout(sys.stderr):
            result: tuple[Result, int] = given.verb(given, answers_in(_standard_input()))
            return result
    except Refused as refused:
        return _error(refused, getattr(refused, "question", "")), REFUSED
    except HalfDone as half:
        return _error(half), REVIEW
    except Stopped as stopped:
        return _error(f"Stopped by {stopped}; nothing was done."), 128 + stopped.number
    except (GitError, OSError) as error:
        return _error(f"A step failed, and nothing was done: {reason(error)}"), REFUSED
    except Exception as error:
        # A portal reads JSON, whatever happens. The text of the error may hold an answer that is a secret.
        kind = type(error).__name__
        return _error(f"This is a fault of golden-paths ({kind}): report it with the command."), REFUSED


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise Refused("Standard input is closed: write the answers to it, {} for none.")
    return sys.stdin.buffer.read()


def _error(sentence: object, question: str = "") -> Result:
    return {"error": {"question": question or None, "message": str(sentence)}}


def _create(given: argparse.Namespace, sent: dict[str, Any]) -> tuple[Result, int]:
    from golden_paths.portal.create import create

    refuse_a_password(given.template, what="The address of the template")
    folder, last = Path(given.folder).resolve(), given.before_writing
    made = create(folder, sent, address=given.template, version=given.to, before_writing=last)
    steps = ["git init && git add --all && git commit", "make check", "README.md: the first deployment"]
    return {"commit": made.version, "files": made.files, "dropped": made.dropped, "conflicts": [], "next": steps}, 0


def _update(given: argparse.Namespace, sent: dict[str, Any]) -> tuple[Result, int]:
    with alone(Path(given.folder).resolve()):
        made, dropped = _planned(given, sent)
        given.before_writing()
        apply(Path(given.folder).resolve(), made)
    return _told(made, dropped, done=True)


def _check(given: argparse.Namespace, sent: dict[str, Any]) -> tuple[Result, int]:
    return _told(*_planned(given, sent), done=False)


def _planned(given: argparse.Namespace, sent: dict[str, Any]) -> tuple[Update, list[str]]:
    """The update, and the names of the answers that do not count."""
    from golden_paths.portal.change import wanted_answers
    from golden_paths.portal.refusal import naming_the_question

    _refuse_two_changes(given, sent)
    folder = Path(given.folder).resolve()
    refuse_another_template(folder, given.template)
    wanted = wanted_answers(folder, sent)
    with naming_the_question(wanted.secrets):
        return plan(folder, to=given.to, answers=wanted.answers, relock=False), wanted.dropped


def _refuse_two_changes(given: argparse.Namespace, sent: dict[str, Any]) -> None:
    """Raises Refused: answers are changed on the version that the repository has, so they go with no other one."""
    if sent and given.to:
        raise Refused(
            "Answers are changed on the version that the repository has: send {} with --to VERSION first, and the "
            "answers afterwards without it."
        )


def _told(made: Update, dropped: list[str], *, done: bool) -> tuple[Result, int]:
    review = need_review(made.findings)
    result = {
        "from": made.origin.version,
        "commit": made.version,
        "files": made.written,
        "removed": made.removed,
        "dropped": dropped,
        # A record of git ends in a tab and the path.
        "conflicts": sorted({record.partition("\t")[2] for record in made.unmerged}),
        "findings": [finding.as_json() for finding in made.findings],
        "summary": summary(made),
        "next": ["look at the findings"] * review + ["make check", "git commit"] if done else ["update"],
    }
    return result, REVIEW if review else 0


def _export(given: argparse.Namespace) -> int:
    # Few commands read the questions.
    from golden_paths.portal.export import export

    template = Path(given.template)
    if not (template / "copier.yml").is_file():
        raise Refused(f"There is no copier.yml in {template}: name a clone of the template, --template CLONE.")
    written = export(template, Path(given.folder))
    with telling():
        if given.json:
            print(json.dumps(written))
        else:
            sys.stdout.write("".join(f"{given.folder}/{path}\n" for path in written))
    return 0
