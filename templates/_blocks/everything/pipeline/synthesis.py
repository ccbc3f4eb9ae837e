"""Synthesises every stack of the app and judges it. What is wrong is said in a few lines, with the line to edit."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from jsii.errors import JSIIError

from pipeline.findings import explain_findings, open_findings, unused_acceptances
from security.origins import line_of_construct
from settings.explanation import explanation
from settings.failure import ActionFailed, exit_code

REPORT = "validation-report.json"


class SynthesisFailed(ActionFailed):
    """There are no templates. The message is what a person reads: what is wrong, where, and the ways on."""


def synthesised_by(build: Callable[[], cdk.App]) -> Path:
    """Make the app and synthesise it, the stacks inside of its stages as well. Returns the folder of the assembly.

    Raises SynthesisFailed: the code does not make an app, the CDK refuses a template, cdk-nag finds something that
    nobody accepted, or something is accepted that nobody found.
    """
    try:
        app = build()
    except Exception as error:
        raise SynthesisFailed(explanation(error)) from error
    return synthesise(app)


def synthesise(app: cdk.App) -> Path:
    """As `synthesised_by`, for an app that was made."""
    report = Path(app.outdir) / REPORT
    report.unlink(missing_ok=True)
    try:
        folder = Path(app.synth().directory)
    except (JSIIError, RuntimeError) as error:
        found = open_findings(_read(report))
        if not found:
            raise SynthesisFailed(explanation(error, lambda path: line_of_construct(app, path))) from error
        # A misspelt acceptance leaves its finding open.
        raise SynthesisFailed(
            "\n".join([*unused_acceptances(app, _read(report)), explain_findings(app, found)])
        ) from error
    unused = unused_acceptances(app, _read(report))
    if unused:
        raise SynthesisFailed("\n".join(unused))
    return folder


def _read(report: Path) -> dict[str, Any]:
    if not report.is_file():
        return {}
    read: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return read


def main(build: Callable[..., cdk.App], arguments: Sequence[str]) -> int:
    """What `app.py` does: synthesise everything, and what the command line adds. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Synthesises every stack.")
    parser.add_argument("--sandbox", help="also the environment of one developer, for example sandbox-ada")
    given = parser.parse_args(arguments)
    context = {"sandbox": given.sandbox} if given.sandbox else None
    return exit_code(lambda: _synthesise_and_forget(lambda: build(context=context)))


def _synthesise_and_forget(build: Callable[[], cdk.App]) -> None:
    synthesised_by(build)
