"""Short ways to write the examples of rules."""

from textwrap import dedent, indent

from .rule import Example

FILE = "template.yaml"
SOURCE = """- Name: Source
  Actions:
  - Name: Source
    ActionTypeId: {Category: Source, Provider: CodeStarSourceConnection}
    OutputArtifacts: [{Name: Source}]"""


def with_resources(resources: str, **more: str) -> Example:
    """A template with these resources, in YAML. more: files by name, with `_` for a dot and `__` for a slash."""
    files = {name.replace("__", "/").replace("_", "."): dedent(text).lstrip("\n") for name, text in more.items()}
    return {FILE: "Resources:\n" + indent(dedent(resources).strip("\n"), "  ") + "\n", **files}


def with_pipeline(stages: str, resources: str = "", properties: str = "", **more: str) -> Example:
    """A template with a pipeline of a source and these stages, in YAML. properties: of it; resources: beside it."""
    made = "Pipeline:\n  Type: AWS::CodePipeline::Pipeline\n  Properties:\n"
    made += indent(dedent(properties).strip("\n") or "PipelineType: V2", "    ") + "\n    Stages:\n"
    stages = dedent(stages).strip("\n")
    made += indent(stages if "Category: Source" in stages else f"{SOURCE}\n{stages}", "      ") + "\n"
    return with_resources(made + dedent(resources), **more)
