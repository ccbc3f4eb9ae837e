"""What SAM's transform makes of a template. Without an installed aws-sam-translator the template stays as it is."""

import copy
import functools
import logging
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from .documents import Lines
from .templates import as_list

TRANSFORM = "AWS::Serverless-2016-10-31"
PREFIX = "AWS::Serverless::"
# `sam package` writes addresses in the place of folders; the translator accepts nothing else.
PACKAGE = "s3://bucket/package"
UPLOADED = {
    "CodeUri": PACKAGE,
    "ContentUri": PACKAGE,
    "DefinitionUri": PACKAGE,
    "Location": "https://s3.amazonaws.com/bucket/template",
}
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/image@sha256:" + 64 * "0"

Translate = Callable[[dict[str, Any]], dict[str, Any]]


def is_sam(body: Mapping[str, Any]) -> bool:
    """Whether it still has resources of SAM."""
    resources = body.get("Resources")
    return isinstance(resources, Mapping) and any(
        isinstance(each, Mapping) and str(each.get("Type", "")).startswith(PREFIX) for each in resources.values()
    )


def transformed(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The template as CloudFormation sees it, with defaults of parameters; as it is, if that cannot be known."""
    if TRANSFORM not in as_list(body.get("Transform")) or not is_sam(body):
        return body
    translate = _translator()
    if translate is None:
        return body
    try:
        made = translate(_packaged(body))
    except Exception:  # What SAM refuses, and what makes it stumble, is for `sam validate` to say.
        return body
    written = body["Resources"]
    for id, resource in made["Resources"].items():
        if isinstance(written.get(id), Lines) and not isinstance(resource, Lines):
            made["Resources"][id] = placed = Lines(resource)
            placed.line, placed.of = written[id].line, {}
    return made


@functools.cache
def _translator() -> Translate | None:
    """It takes seconds to load, so only a template of SAM asks for it."""
    try:
        from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
        from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
    except ImportError:
        return None
    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
    # It reads nothing but the region of a session, and would ask for one otherwise.
    session: Any = SimpleNamespace(region_name="us-east-1")

    def translate(template: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = Translator({}, Parser(), boto_session=session).translate(template, {})
        return made

    return translate


def _packaged(body: Mapping[str, Any]) -> dict[str, Any]:
    """A copy, with an address in the place of each folder."""
    template = copy.deepcopy(dict(body))
    parts = template.get("Globals")
    for part in parts.values() if isinstance(parts, Mapping) else ():
        _upload(part)
        if isinstance(part, dict):
            # Part of the logical id of the version and nothing else, and it has to be a text already.
            part.pop("AutoPublishCodeSha256", None)
    for resource in template["Resources"].values():
        if isinstance(resource, Mapping) and str(resource.get("Type", "")).startswith(PREFIX):
            properties = resource.get("Properties")
            _upload(properties)
            if resource["Type"] == f"{PREFIX}Function" and isinstance(properties, dict):
                _give_code(properties, template)
    return template


def _upload(properties: Any) -> None:
    for name, address in UPLOADED.items():
        if isinstance(properties, dict) and isinstance(properties.get(name), str):
            properties[name] = address


def _give_code(properties: dict[str, Any], template: Mapping[str, Any]) -> None:
    """`sam build` finds the code of a function that names none."""
    properties.pop("AutoPublishCodeSha256", None)
    common = template.get("Globals")
    common = common.get("Function") if isinstance(common, Mapping) else None
    known = {**(common if isinstance(common, Mapping) else {}), **properties}
    if known.get("PackageType") == "Image":
        # Lambda takes images of ECR only: another name is that of an image which `sam build` makes.
        named = known.get("ImageUri")
        if named is None or (isinstance(named, str) and ".dkr.ecr." not in named):
            properties["ImageUri"] = IMAGE
    elif "CodeUri" not in known and "InlineCode" not in known:
        properties["CodeUri"] = PACKAGE
