"""Cortex: a workflow per architecture that hands the answers of a run to the workflow of GitHub.

Cortex publishes no schema of its workflows. What is here, its documentation and examples show: a run by the API brings
the answers, a JQ block makes one JSON text of them, and an HTTP request dispatches it. There is no form.
"""

import json
from typing import Any

from golden_paths.portal.conditions import NEVER
from golden_paths.portal.github import RENDERING
from golden_paths.portal.questions import ARCHITECTURE, Questionnaire
from golden_paths.portal.release import Release
from golden_paths.project import Refused

DISPATCH = f"https://api.github.com/repos/to-be-set/to-be-set/actions/workflows/{RENDERING}/dispatches"


def workflow(questionnaire: Questionnaire, architecture: str, release: Release) -> dict[str, Any]:
    """The workflow of one architecture.

    Raises Refused where a question is a secret, which Cortex would keep in the run.
    """
    label = next(each.label for each in questionnaire.by_name[ARCHITECTURE].choices if each.value == architecture)
    names = []
    for each in questionnaire.questions:
        if each.name == ARCHITECTURE or each.visible.given(ARCHITECTURE, architecture) == NEVER:
            continue
        if each.secret:
            raise Refused(f'The question "{each.name}" is a secret, and Cortex keeps the answers of a run.')
        names.append(each.name)
    return {
        "name": f"Golden path: {label}",
        "tag": f"golden-path-{architecture}",
        "description": f"Makes a repository from {release.address}, version {release.version}.",
        "isDraft": False,
        "isRunnableViaApi": True,
        "filter": {"type": "GLOBAL"},
        "actions": [
            {
                "name": "Answers",
                "slug": "answers",
                "schema": {"type": "JQ", "expression": answers_in_jq(names, architecture)},
                "outgoingActions": ["dispatch"],
                "isRootAction": True,
            },
            {
                "name": "Render the repository",
                "slug": "dispatch",
                "schema": {
                    "type": "HTTP_REQUEST",
                    "httpMethod": "POST",
                    "url": DISPATCH,
                    "headers": {
                        "Accept": "application/vnd.github+json",
                        "Authorization": "Bearer {{{context.secrets.github_token}}}",
                        "Content-Type": "application/json",
                    },
                    "payload": "{{{actions.answers.outputs.result}}}",
                },
                "outgoingActions": [],
                "isRootAction": False,
            },
        ],
    }


def answers_in_jq(names: list[str], architecture: str) -> str:
    """A filter that makes the body of the request. jq quotes every answer, so none can leave its place."""
    wanted = ", ".join(names)
    given = json.dumps({ARCHITECTURE: architecture})
    answers = f"(.context.initialContext | {{{wanted}}} | with_entries(select(.value != null))) + {given}"
    return f'{{ref: "main", inputs: {{answers: ({answers} | tojson)}}}} | tojson'
