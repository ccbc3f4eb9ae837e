"""Suites of tests that the environments name, and that the pipeline runs."""

import ast
from collections.abc import Iterator

from ..examples import with_pipeline
from ..pipelines import Action
from ..repository import Repository
from ..rule import At, Example, rule
from ..templates import as_text

FILE = "environments.py"
VARIABLES = "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html"


def _example(suite: str) -> Example:
    stage = f"""
    - Name: Dev
      Actions:
      - Name: Suite
        ActionTypeId: {{Category: Test, Provider: CodeBuild}}
        Configuration:
          ProjectName: !Ref Project
          EnvironmentVariables: '[{{"name": "SUITE", "value": "{suite}"}}]'
    """
    project = 'Project: {Type: "AWS::CodeBuild::Project", Properties: {Source: {Type: CODEPIPELINE}}}'
    return {
        **with_pipeline(stage, project),
        "buildspec.yml": 'version: 0.2\nphases: {build: {commands: [make "$SUITE"]}}\n',
        "Makefile": "%: tests/%\n\tpytest tests/$@\n",
        "tests/orders/test_orders.py": "",
        "tests/smoke/test_smoke.py": "",
        FILE: 'ENVIRONMENTS = (Environment(name="dev", suites=("orders",)),)\n',
    }


@rule(
    id="suite-of-an-environment-runs",
    reason="A suite that an environment names and that no build runs finds nothing, and everybody relies on it.",
    source=VARIABLES,
    fails=_example("smoke"),
    passes=_example("orders"),
)
def suite_runs(repository: Repository) -> Iterator[At]:
    """Each suite below tests/ that environments.py names stands in a command or in a variable of a build."""
    actions = [(build, action) for build in repository.builds for action in build.actions]
    if not actions:
        return
    said = [command.text for build, _ in actions if build.buildspec for command in build.buildspec.commands]
    said += [value for build, action in actions for value in (*build.variables.values(), *_variables(action))]
    words = {word.strip("\"'") for text in said for word in text.split()}
    for name, line in sorted(_named(repository.files.get(FILE, ""))):
        if name not in words and f"tests/{name}" in repository.paths:
            yield At(
                FILE,
                f"line {line}",
                f'suites names "{name}", and no build of the pipeline runs it: add an action with it after the '
                "deployment, or take it out",
            )


def _variables(action: Action) -> list[str]:
    try:
        return [*action.variables.values()]
    except (ValueError, KeyError, TypeError):
        return [as_text(action.configuration.get("EnvironmentVariables"))]


def _named(text: str) -> set[tuple[str, int]]:
    """The names that stand in `suites=(…)`, with their lines."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set()
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "suites"]
    return {
        (each.value, each.lineno)
        for value in given
        for each in ast.walk(value)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
