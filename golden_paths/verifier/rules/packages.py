"""Functions of SAM: what builds them, and whether their handler is in the package."""

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from .. import makefiles
from ..repository import Repository
from ..rule import At, Example, rule
from ..templates import Template, as_text
from ..values import near

FUNCTION = "AWS::Serverless::Function"
MAKEFILE = (
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html"
)
HANDLERS = "https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html"
SUFFIXES = {"python": (".py",), "nodejs": (".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx"), "ruby": (".rb",)}


def _example(makefile: str, handler: str = "api.handler") -> Example:
    template = f"""Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: {FUNCTION}
    Metadata: {{BuildMethod: makefile}}
    Properties: {{CodeUri: src/, Handler: {handler}, Runtime: python3.13}}
"""
    return {"template.yaml": template, "src/Makefile": makefile, "src/api.py": "def handler(event, context): ...\n"}


def _functions(repository: Repository) -> Iterator[tuple[Template, str, Mapping[str, Any], Mapping[str, Any], str]]:
    """Template, id, resource, its properties with those of Globals, and the folder of its code."""
    for template in repository.templates:
        body = repository.document(template.file)
        common = body.get("Globals") if isinstance(body, Mapping) else None
        common = common.get("Function") if isinstance(common, Mapping) else None
        for id, each in body.get("Resources", {}).items():
            if (
                isinstance(each, Mapping)
                and each.get("Type") == FUNCTION
                and isinstance(each.get("Properties"), Mapping)
            ):
                properties = {**(common if isinstance(common, Mapping) else {}), **each["Properties"]}
                code = properties.get("CodeUri")
                if isinstance(code, str) and "://" not in code:
                    yield template, str(id), each, properties, normpath(join(dirname(template.file), code))


@rule(
    id="makefile-builds-each-function",
    reason="sam build calls the target build- and the function's logical id, and fails where there is none.",
    source=MAKEFILE,
    fails=_example("build-Order:\n\tcp api.py $(ARTIFACTS_DIR)\n"),
    passes=_example("build-Orders:\n\tcp api.py $(ARTIFACTS_DIR)\n"),
)
def makefile_builds(repository: Repository) -> Iterator[At]:
    """The makefile beside the code has a target for each function that is built by make."""
    for template, id, each, _, folder in _functions(repository):
        text = repository.files.get(join(folder, "Makefile"))
        if _build_method(each) != "makefile" or text is None:
            continue
        beside = {file.removeprefix(f"{folder}/"): text for file, text in repository.files.items()}
        made = makefiles.read(beside)
        if made.find(f"build-{id}") is None and not made.may_make(f"build-{id}"):
            yield At(template.file, id, f"{folder}/Makefile has no target build-{id}, which sam build calls: add it")


def _build_method(function: Mapping[str, Any]) -> str:
    metadata = function.get("Metadata")
    return as_text(metadata.get("BuildMethod")) if isinstance(metadata, Mapping) else ""


@rule(
    id="handler-is-in-the-package",
    reason="Lambda finds out at the first request that a handler is not there.",
    source=HANDLERS,
    fails=_example("build-Orders:\n\ttrue\n", "apis.handler"),
    passes=_example("build-Orders:\n\ttrue\n"),
)
def handler_is_there(repository: Repository) -> Iterator[At]:
    """The module of a handler is a file of its folder of code, where another one has nearly its name."""
    for template, id, each, properties, folder in _functions(repository):
        handler, runtime = as_text(properties.get("Handler")), as_text(properties.get("Runtime"))
        suffixes = next((found for name, found in SUFFIXES.items() if runtime.startswith(name)), ())
        module = handler.rpartition(".")[0]
        path = module.replace(".", "/") if runtime.startswith("python") else module
        # A layer, a wrapper or a bundler may bring the module.
        elsewhere = properties.get("Layers") or "AWS_LAMBDA_EXEC_WRAPPER" in as_text(properties.get("Environment"))
        elsewhere = elsewhere or _build_method(each) == "esbuild" or handler.endswith(".sh")
        if not path or "$" in handler or not suffixes or elsewhere:
            continue
        there = sorted(
            name.removeprefix(f"{folder}/").removesuffix(suffix).removesuffix("/__init__")
            for name in repository.paths
            for suffix in suffixes
            if name.startswith(f"{folder}/") and name.endswith(suffix)
        )
        meant = near(path, there) if path not in there else ""
        if meant and dirname(meant) == dirname(path):
            told = f"{folder} has no {path}{suffixes[0]}, which its handler {handler} names, and has {meant}: name that"
            yield At(template.file, id, told)
