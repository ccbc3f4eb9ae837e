"""GitHub: a workflow that renders, and a form of `workflow_dispatch` per architecture that calls it with the answers.

A form of GitHub has neither conditions nor patterns, and shows every input as it is typed: the runner judges.
"""

from typing import Any

from golden_paths.portal.conditions import ALWAYS
from golden_paths.portal.questions import ARCHITECTURE, Question, Questionnaire
from golden_paths.portal.release import Release
from golden_paths.portal.schema import Schema, Words, answers_schema
from golden_paths.project import Refused

RENDERING = "golden-path.yml"
# Since 2025-12; more make GitHub refuse the workflow.
MOST_INPUTS = 25
MORE = "more_answers"
UPLOAD = "actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f"
TYPES = {"string": "string", "boolean": "boolean"}
# Inputs arrive in the environment: a shell never reads them. Blank is left out.
RUNS = """\
import json, os, subprocess, sys

answers = json.loads(os.environ["ANSWERS"] or "{}")
more = json.loads(os.environ["MORE"] or "{}")
if not isinstance(answers, dict) or not isinstance(more, dict):
    sys.exit("The answers are no JSON object, for example {\\"owner\\": \\"team-a\\"}.")
answers.pop("more_answers", None)
answers = {name: answer for name, answer in {**answers, **more}.items() if answer not in ("", None)}
if os.environ["ARCHITECTURE"]:
    answers["architecture"] = os.environ["ARCHITECTURE"]
command = ["golden-paths", "portal", "create", "made", "--template", os.environ["TEMPLATE"]]
command += ["--to", os.environ["VERSION"]]
ran = subprocess.run(command, input=json.dumps(answers), stdout=subprocess.PIPE, text=True)
print(ran.stdout)
sys.exit(ran.returncode)
"""


def rendering(release: Release) -> dict[str, Any]:
    """The workflow that runs the runner; Port calls it, and so does every form."""
    answers = {"description": "The answers as one JSON object", "required": True, "type": "string"}
    passed = {"description": "Answers that the form has no field for", "default": "", "type": "string"}
    architecture = {"description": "The architecture of the form", "default": "", "type": "string"}
    given = {"TEMPLATE": release.address, "VERSION": release.version}
    answered = {
        "ANSWERS": "${{ inputs.answers }}",
        "MORE": "${{ inputs.more_answers }}",
        "ARCHITECTURE": "${{ inputs.architecture }}",
    }
    return {
        "name": "Golden path",
        "on": {
            "workflow_dispatch": {"inputs": {"answers": answers}},
            "workflow_call": {"inputs": {"answers": answers, MORE: passed, ARCHITECTURE: architecture}},
        },
        "permissions": {},
        "jobs": {
            "render": {
                "name": "Render",
                "runs-on": "ubuntu-24.04",
                "timeout-minutes": 10,
                "steps": [
                    {
                        "name": "Install the runner",
                        "env": given,
                        "run": 'pipx install "git+${TEMPLATE}@v${VERSION}"',
                    },
                    {"name": "Render the repository", "shell": "python", "env": given | answered, "run": RUNS},
                    # An archive keeps hidden files and modes.
                    {"name": "Pack it", "run": "tar --create --gzip --file made.tar.gz --directory made ."},
                    {
                        "name": "Keep it",
                        "uses": UPLOAD,
                        "with": {"name": "repository", "path": "made.tar.gz", "if-no-files-found": "error"},
                    },
                ],
            }
        },
    }


def form(questionnaire: Questionnaire, architecture: str, words: Words) -> dict[str, Any]:
    """The form of one architecture.

    Raises Refused where a question is a secret, which GitHub shows, or of a type that no input has.
    """
    properties = answers_schema(questionnaire, architecture, words)["properties"]
    label = next(each.label for each in questionnaire.by_name[ARCHITECTURE].choices if each.value == architecture)
    asked = [questionnaire.by_name[name] for name in properties if name != ARCHITECTURE]
    inputs = {each.name: _input(each, properties[each.name], architecture) for each in asked}
    if len(inputs) > MOST_INPUTS:
        left = list(inputs)[MOST_INPUTS - 1 :]
        inputs = {name: each for name, each in inputs.items() if name not in left}
        about = f"A form has {MOST_INPUTS} fields at most. As one JSON object, where they count: {', '.join(left)}."
        inputs[MORE] = {"description": about, "default": "", "type": "string"}
    passed = {"answers": "${{ toJSON(inputs) }}", ARCHITECTURE: architecture}
    if MORE in inputs:
        passed[MORE] = f"${{{{ inputs.{MORE} }}}}"
    return {
        "name": f"Golden path: {label}",
        "on": {"workflow_dispatch": {"inputs": inputs}},
        "permissions": {},
        "jobs": {"render": {"uses": f"./.github/workflows/{RENDERING}", "with": passed}},
    }


def _input(question: Question, each: Schema, architecture: str) -> dict[str, Any]:
    if question.secret:
        raise Refused(f'The question "{question.name}" is a secret, and GitHub shows the inputs of a workflow.')
    if question.type not in TYPES:
        raise Refused(f'The question "{question.name}" is of the type {question.type}, which no input of GitHub has.')
    about = each["description"]
    if question.visible.given(ARCHITECTURE, architecture) != ALWAYS:
        about += "\nIt counts only with certain other answers, and is dropped otherwise."
    made = {"description": about, "type": TYPES[question.type]}
    offered = [choice["const"] for choice in each.get("oneOf", [])] or each.get("enum", [])
    if offered:
        made |= {"type": "choice", "options": offered}
    if "default" in each:
        made["default"] = each["default"]
    elif offered:
        # Without a blank one, GitHub would send the first.
        made |= {"options": ["", *offered], "default": ""}
    return made
