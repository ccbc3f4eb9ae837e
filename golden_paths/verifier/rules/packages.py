"""Functions of SAM: what builds them, and whether their handler is in the package."""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from ..repository import Repository
from ..rule import At, Example, rule
from ..templates import Template, as_text

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
        metadata = each.get("Metadata")
        text = repository.files.get(join(folder, "Makefile"))
        if not isinstance(metadata, Mapping) or metadata.get("BuildMethod") != "makefile" or text is None:
            continue
        # A name made of variables, or of a pattern, may be this one where the id stands in the file.
        made = re.search(rf"^build-{re.escape(id)}\b", text, re.MULTILINE) or (
            re.search(r"^\S*(\$\(|%)[^=\n]*:", text, re.MULTILINE) and re.search(rf"\b{re.escape(id)}\b", text)
        )
        if not made:
            yield At(template.file, id, f"{folder}/Makefile has no target build-{id}, which sam build calls: add it")


@rule(
    id="handler-is-in-the-package",
    reason="Lambda finds out at the first request that a handler is not there.",
    source=HANDLERS,
    fails=_example("build-Orders:\n\ttrue\n", "apis.handler"),
    passes=_example("build-Orders:\n\ttrue\n"),
)
def handler_is_there(repository: Repository) -> Iterator[At]:
    """The module of a handler is a file of its folder of code, where the package above it is."""
    for template, id, _, properties, folder in _functions(repository):
        handler, runtime = as_text(properties.get("Handler")), as_text(properties.get("Runtime"))
        suffixes = next((each for name, each in SUFFIXES.items() if runtime.startswith(name)), ())
        module = handler.rpartition(".")[0]
        path = module.replace(".", "/") if runtime.startswith("python") else module
        if not path or "$" in handler or not suffixes or not _holds_code(repository, folder, path, suffixes):
            continue
        if not any(join(folder, f"{path}{suffix}") in repository.paths for suffix in suffixes):
            yield At(template.file, id, f"{folder} has no {path}{suffixes[0]}, which its handler {handler} names")


def _holds_code(repository: Repository, folder: str, path: str, suffixes: tuple[str, ...]) -> bool:
    """Whether code lies where the module should, so that a build puts nothing else there."""
    above = join(folder, dirname(path)) if dirname(path) else folder
    return any(dirname(each) == above and each.endswith(suffixes) for each in repository.paths)
