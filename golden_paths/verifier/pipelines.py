"""CodePipeline's stages and actions, in the order in which they run."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .templates import Resource, as_list, as_text, mappings


@dataclass(frozen=True)
class Action:
    """An action of a pipeline. stage: its name; position: of that stage, from 0."""

    stage: str
    position: int
    body: Mapping[str, Any]

    def _kind(self, name: str) -> str:
        kind = self.body.get("ActionTypeId")
        return as_text(kind.get(name)) if isinstance(kind, Mapping) else ""

    @property
    def name(self) -> str:
        return as_text(self.body.get("Name"))

    @property
    def category(self) -> str:
        return self._kind("Category")

    @property
    def provider(self) -> str:
        return self._kind("Provider")

    @property
    def order(self) -> tuple[int, int]:
        """Sorts actions by time; equal where they run side by side."""
        number = self.body.get("RunOrder", 1)
        return self.position, int(number) if str(number).isdigit() else 1

    @property
    def configuration(self) -> Mapping[str, Any]:
        found = self.body.get("Configuration")
        return found if isinstance(found, Mapping) else {}

    @property
    def inputs(self) -> list[str]:
        return _names(self.body.get("InputArtifacts"))

    @property
    def outputs(self) -> list[str]:
        return _names(self.body.get("OutputArtifacts"))

    @property
    def namespace(self) -> str:
        return as_text(self.body.get("Namespace"))

    @property
    def variables(self) -> Mapping[str, str]:
        """What the action adds to the environment of its CodeBuild project. Raises ValueError: that is no JSON list."""
        written = as_text(self.configuration.get("EnvironmentVariables"))
        listed = json.loads(written) if written else []
        return {each["name"]: str(each["value"]) for each in listed}

    @property
    def used_variables(self) -> Iterator[tuple[str, str]]:
        """Namespace and name of each `#{namespace.name}` in its configuration."""
        return iter(_VARIABLES.findall(as_text(list(self.configuration.values()))))

    def __str__(self) -> str:
        return f"{self.stage}/{self.name}"


@dataclass(frozen=True)
class Stage:
    """A stage of a pipeline, from position 0."""

    position: int
    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        return as_text(self.body.get("Name"))

    @cached_property
    def actions(self) -> list[Action]:
        made = [
            Action(self.name, self.position, each)
            for each in as_list(self.body.get("Actions"))
            if isinstance(each, Mapping)
        ]
        return sorted(made, key=lambda action: action.order)

    @property
    def rolls_back(self) -> bool:
        failure = self.body.get("OnFailure")
        return isinstance(failure, Mapping) and failure.get("Result") == "ROLLBACK"

    def conditions(self, moment: str) -> Iterator[Mapping[str, Any]]:
        """moment: BeforeEntry, OnSuccess or OnFailure."""
        found = self.body.get(moment)
        for each in as_list(found.get("Conditions")) if isinstance(found, Mapping) else []:
            if isinstance(each, Mapping):
                yield each


@dataclass(frozen=True)
class Pipeline:
    """A resource of type AWS::CodePipeline::Pipeline."""

    resource: Resource

    @cached_property
    def stages(self) -> list[Stage]:
        found = self.resource.get("Stages")
        return [Stage(position, body) for position, body in enumerate(as_list(found)) if isinstance(body, Mapping)]

    @property
    def actions(self) -> list[Action]:
        """All of them, the first to run first."""
        return [action for stage in self.stages for action in stage.actions]

    @property
    def has_conditional_parts(self) -> bool:
        """Whether a function of CloudFormation decides which stages or actions there are."""
        stages = self.resource.get("Stages")
        parts = [stages, *(stage.body.get("Actions") for stage in self.stages)]
        listed = [each for part in parts for each in as_list(part)]
        return any(isinstance(each, Mapping) and len(each) == 1 and "Fn::If" in each for each in listed)

    @property
    def is_v2(self) -> bool:
        return self.resource.text("PipelineType") == "V2"

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables of the pipeline and their defaults."""
        listed = mappings(self.resource.get("Variables"))
        return {as_text(each.get("Name")): as_text(each.get("DefaultValue")) for each in listed}

    def reads_the_only_source(self, action: Action) -> bool:
        """Whether the primary input of an action is what the one source of the pipeline puts out."""
        sources = [each for each in self.actions if each.category == "Source"]
        primary = as_text(action.configuration.get("PrimarySource")) or next(iter(action.inputs), "")
        return len(sources) < 2 and all(not primary or primary in each.outputs for each in sources)

    def project(self, action: Action) -> Resource | None:
        """The CodeBuild project of an action, where this template has it."""
        if action.provider != "CodeBuild":
            return None
        named = action.configuration.get("ProjectName")
        found = self.resource.template.resource(named)
        if found is None and isinstance(named, str):
            projects = self.resource.template.of_type("AWS::CodeBuild::Project")
            found = next((each for each in projects if each.text("Name") == named), None)
        return found if found is not None and found.type == "AWS::CodeBuild::Project" else None


def _names(artifacts: Any) -> list[str]:
    return [as_text(each["Name"]) for each in as_list(artifacts) if isinstance(each, Mapping) and "Name" in each]


_VARIABLES = re.compile(r"#\{([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\}")
