"""What rendered code imports is named in its pyproject.toml: a package that another brings may be gone tomorrow."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from rendering import render
from variants import VARIANTS, each_variant

# A distribution that another one documents as its own, or as an extra of it, and that has its version from there.
BROUGHT_BY = {
    "anyio": "fastapi",
    "aws-sam-cli": "aws-cdk-lib",  # tools/sam/ has a pyproject.toml of its own
    "aws-sam-translator": "cfn-lint",
    "botocore": "boto3",
    "constructs": "aws-cdk-lib",
    "jsii": "aws-cdk-lib",
    "pydantic-core": "pydantic",
    "starlette": "fastapi",
    "urllib3": "requests",
    "yarl": "aiohttp",
}


def normal(name: str) -> str:
    """The normal form of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(repository: Path) -> set[str]:
    """The distributions that pyproject.toml names, in whatever group."""
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    lines = [line for group in groups for line in group if isinstance(line, str)]
    return {normal(re.split(r"[\[=<>~!; ]", line)[0]) for line in lines}


def imported(repository: Path) -> dict[str, str]:
    """The top-level modules that its Python imports from elsewhere, each with a file that does."""
    files = [path for path in repository.rglob("*.py") if ".git" not in path.parts]
    own = {part for path in files for part in (*path.relative_to(repository).parts, path.stem)}
    found: dict[str, str] = {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], str(path.relative_to(repository)))
    return {name: file for name, file in found.items() if name not in own | sys.stdlib_module_names}


def _brought_by(distribution: str) -> str:
    # The types of each service are an extra of one distribution.
    return "boto3-stubs-lite" if distribution.startswith("mypy-boto3-") else BROUGHT_BY.get(distribution, distribution)


def missing(imports: dict[str, str], names: set[str]) -> list[str]:
    """A sentence for each module whose distribution is not named."""
    of = {**packages_distributions(), "samcli": ["aws-sam-cli"]}
    return [
        f"{file} imports {module}, which pyproject.toml does not name"
        for module, file in sorted(imports.items())
        if not {_brought_by(normal(each)) for each in of.get(module, [module])} & names
    ]


@each_variant
def test_every_package_that_is_imported_is_named(variant: str) -> None:
    repository = render(VARIANTS[variant])
    assert missing(imported(repository), named(repository)) == []


def test_a_package_that_only_another_one_brings_is_found() -> None:
    repository = render()
    assert missing(imported(repository), named(repository) - {"pyyaml"}) != []
    assert missing({"networkx": "app.py"}, named(repository)) == [
        "app.py imports networkx, which pyproject.toml does not name"
    ]
