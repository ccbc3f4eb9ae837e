"""AppSpec files whose names are right as they are, and that a rule took for faults once."""

from collections.abc import Mapping

import pytest

from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules.appspec import names_files

HOOKS = "version: 0.0\nos: linux\nhooks: {AfterInstall: [{location: start.sh}], ValidateService: [{location: %s}]}\n"


def _appspec(source: str, script: str, *files: str) -> Mapping[str, str]:
    text = f"version: 0.0\nos: linux\nfiles: [{{source: {source}, destination: /srv}}]\n"
    text += f"hooks: {{AfterInstall: [{{location: {script}}}]}}\n"
    return {"deploy/appspec.yml": text, **{f"deploy/{each}": "" for each in files}}


RIGHT = {
    "a folder that a build makes": _appspec("build", "scripts/a.sh", "scripts/a.sh"),
    "a program that a build makes": _appspec("server", "scripts/a.sh", "scripts/a.sh"),
    "a script that the Makefile makes": {
        "deploy/appspec.yml": HOOKS % "hooks/check.sh",
        "deploy/start.sh": "",
        "Makefile": "hooks/check.sh: x\n",
    },
    "the folder of the AppSpec": _appspec(".", "scripts/a.sh", "scripts/a.sh"),
    "a path of Windows": _appspec("index.html", "scripts\\install.bat", "index.html", "scripts/install.bat"),
}


@pytest.mark.parametrize("files", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_no_finding(files: Mapping[str, str]) -> None:
    assert list(names_files.findings(Repository(files))) == []


WRONG = {
    "a script that is not there": (
        {"deploy/appspec.yml": HOOKS % "hooks/check.sh", "deploy/start.sh": ""},
        "hooks/check.sh",
    ),
    "a file with one wrong letter": (
        _appspec("indx.html", "scripts/a.sh", "scripts/a.sh", "index.html"),
        "indx.html",
    ),
}


@pytest.mark.parametrize(("files", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_finding(files: Mapping[str, str], told: str) -> None:
    (found,) = names_files.findings(Repository(files))
    assert told in found.sentence
