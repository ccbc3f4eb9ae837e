"""What rendered files carry: proves that each still parses, and reads the answers back out of them."""

import ast
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from rendering import rendered_files, stored_answers

# Where each free-text answer lands: the constant of project.py, or the keyword of its `SOURCE`.
IN_PROJECT = {"project_name": "NAME", "description": "DESCRIPTION", "owner": "OWNER", "alerts_email": "ALERTS_EMAIL"}
IN_SOURCE = ("repository", "branch")


def assert_every_file_parses(repository: Path) -> None:
    """Parse each file by its suffix; YAML is only composed, since CloudFormation has tags of its own."""
    readers: dict[str, Callable[[str], object]] = {
        ".py": ast.parse,
        ".json": json.loads,
        ".toml": tomllib.loads,
        ".yml": lambda text: list(yaml.compose_all(text)),
        ".yaml": lambda text: list(yaml.compose_all(text)),
    }
    for name in rendered_files(repository):
        path = repository / name
        if path.suffix in readers:
            try:
                readers[path.suffix](path.read_text("utf-8"))
            except (ValueError, SyntaxError, yaml.YAMLError) as error:
                raise AssertionError(f"{name} does not parse: {error}") from error


def constants(repository: Path) -> dict[str, ast.expr]:
    """The top-level assignments of project.py."""
    module = ast.parse((repository / "project.py").read_text("utf-8"))
    found: dict[str, ast.expr] = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def approvers(repository: Path) -> tuple[str, ...]:
    """The roles in project.py that may approve."""
    return tuple(ast.literal_eval(constants(repository)["APPROVERS"]))


def accounts(repository: Path) -> list[str]:
    """The accounts in environments.py, in promotion order."""
    module = ast.parse((repository / "environments.py").read_text("utf-8"))
    keywords = (node for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg == "account")
    return [ast.literal_eval(node.value) for node in keywords]


def carried(repository: Path, question: str) -> list[Any]:
    """Every value of this answer in the rendered files: in project.py or environments.py, and in the answers file."""
    values = [stored_answers(repository)[question]]
    if question in IN_PROJECT:
        values.append(ast.literal_eval(constants(repository)[IN_PROJECT[question]]))
    elif question in IN_SOURCE:
        source = constants(repository)["SOURCE"]
        assert isinstance(source, ast.Call)
        values += [ast.literal_eval(word.value) for word in source.keywords if word.arg == question]
    elif question.endswith("_account"):
        values.append(accounts(repository)[["dev", "staging", "prod"].index(question.removesuffix("_account"))])
    assert len(values) >= 2, f"{question} is not looked for in any file"
    return values
