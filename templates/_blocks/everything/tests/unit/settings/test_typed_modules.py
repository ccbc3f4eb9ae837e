"""What mypy reads of the CDK is what this repository uses: it takes everything else for anything, without a word."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent.parent.parent
CDK = "aws_cdk"


def mypy() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    return settings


def typed() -> set[str]:
    """The modules of the CDK that mypy reads."""
    return {
        module
        for each in mypy()["overrides"]
        if each.get("follow_imports") == "normal"
        for module in each["module"]
        if module.partition(".")[0] == CDK
    }


def imported(source: str) -> Iterator[str]:
    """The modules of the CDK that a file imports, each by its own name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.partition(".")[0] == CDK)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == CDK:
            parts = (node.module or "").split(".")
            yield from (f"{CDK}.{name}" for name in ([parts[1]] if parts[1:] else [each.name for each in node.names]))


def test_every_module_of_the_cdk_that_is_used_is_typed() -> None:
    files = [
        file
        for place in map(REPOSITORY.joinpath, mypy()["files"])
        for file in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
    ]
    known = typed()
    wrong = [
        f'{file.relative_to(REPOSITORY)} imports {module}, which mypy would take for anything: add "{module}" to the '
        "modules with follow_imports in pyproject.toml"
        for file in files
        for module in imported(file.read_text("utf-8"))
        # What is no module is a name of the CDK itself.
        if module.startswith(f"{CDK}.aws_") and module not in known
    ]
    assert not wrong, "\n".join(wrong)


def test_each_form_of_an_import_counts() -> None:
    forms = "import aws_cdk as cdk\nfrom aws_cdk import aws_s3 as s3\nfrom aws_cdk.aws_ecs import Cluster\nimport os\n"
    assert [*imported(forms)] == ["aws_cdk", "aws_cdk.aws_s3", "aws_cdk.aws_ecs"]
    assert {"aws_cdk", "aws_cdk.aws_iam"} <= typed()
