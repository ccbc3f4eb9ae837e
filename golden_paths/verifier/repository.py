"""What is verified: the texts of a repository, and what the rules see in them."""

import json
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from . import makefiles, sam
from .buildspecs import Buildspec
from .documents import NotReadable, load
from .makefiles import Makefile, Target
from .pipelines import Action, Pipeline
from .templates import Resource, Template
from .texts import is_read, texts_of

PROJECT = "AWS::CodeBuild::Project"
# Templates that nobody deploys from here: what tests read, what others wrote, and what a generator fills in.
NOT_DEPLOYED = re.compile(
    r"(^|/)(tests?|fixtures|__fixtures__|testdata|__snapshots__|vendor|third_party|[^/]*\{\{[^/]*)/"
)
ASSEMBLY = "manifest.json"
# What the folder of a repository holds, so that the folder around cdk.out is one.
ROOTS = (".git", "Makefile", "cdk.json", "buildspec.yml")


@dataclass(frozen=True)
class Build:
    """A CodeBuild project, its buildspec and the actions that run it. problem: why there is no buildspec."""

    project: Resource
    file: str
    buildspec: Buildspec | None
    problem: NotReadable | None = None
    actions: tuple[Action, ...] = ()

    @property
    def variables(self) -> Mapping[str, str]:
        """Names and values that every build of this project has; of one that is no text, the reference."""
        listed = self.project.get("Environment", "EnvironmentVariables")
        found = {each.get("Name"): each.get("Value") for each in listed or () if isinstance(each, Mapping)}
        return {str(name): str(value) for name, value in found.items()}


@dataclass(frozen=True)
class Repository:
    """files: texts by their path with slashes, relative to what is verified. others: paths of files not read."""

    files: Mapping[str, str]
    others: frozenset[str] = frozenset()
    _read: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    _problems: dict[str, str] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def templates(self) -> list[Template]:
        """Every file that is a CloudFormation template and may be deployed; one of SAM as its transform leaves it."""
        made = []
        for file, text in self.files.items():
            if _may_be_template(file, text):
                body = self.document(file)
                if isinstance(body, Mapping) and _is_template(body):
                    made.append(Template(file, sam.transformed(body)))
        return made

    @cached_property
    def unread(self) -> list[str]:
        """Files that look like templates and that nobody can read, a sentence each; no rule knows what they say."""
        found = []
        for file, text in self.files.items():
            if _may_be_template(file, text) and self.document(file) is None:
                problem = self._problems.get(file)
                if problem is not None:
                    found.append(f"{file}: no rule reads this file, because it is no YAML or JSON: {problem}")
        return found

    @cached_property
    def pipelines(self) -> list[Pipeline]:
        return [Pipeline(each) for each in self.of_type("AWS::CodePipeline::Pipeline")]

    @cached_property
    def builds(self) -> list[Build]:
        """Every project of CodeBuild whose buildspec is in the repository."""
        actions: dict[tuple[str, str], list[Action]] = {}
        elsewhere = set()
        for pipeline in self.pipelines:
            for action in pipeline.actions:
                if project := pipeline.project(action):
                    key = (project.template.file, project.id)
                    actions.setdefault(key, []).append(action)
                    if not pipeline.reads_the_only_source(action):
                        elsewhere.add(key)
        made = []
        for each in self.of_type(PROJECT):
            key = (each.template.file, each.id)
            made.append(self._build(each, actions.get(key, []), key in elsewhere))
        return [build for build in made if build is not None]

    @cached_property
    def buildspecs(self) -> list[Buildspec]:
        """Each one once, whether one project or ten run it."""
        return list({build.file: build.buildspec for build in self.builds if build.buildspec}.values())

    @cached_property
    def makefile(self) -> Makefile:
        return makefiles.read(self.files)

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every file, and every folder that holds one."""
        files = {*self.files, *self.others}
        return frozenset({*files, *(str(parent) for file in files for parent in PurePosixPath(file).parents)})

    def without(self, folders: Collection[str]) -> "Repository":
        """The repository without the texts below these folders; that they are there is still known."""
        left_out = {file for file in self.files if any(file.startswith(f"{folder}/") for folder in folders)}
        kept = {file: text for file, text in self.files.items() if file not in left_out}
        return Repository(kept, self.others | left_out)

    def target(self, name: str) -> Target | None:
        """What `make NAME` builds. A pattern counts where what it needs is there: `%: tests/%` needs tests/NAME."""
        target = self.makefile.find(name)
        if target is None or "%" not in target.name:
            return target
        stem = re.sub(re.escape(target.name).replace("%", "(.+)"), r"\1", name)
        needed = (need.replace("%", stem) for need in target.needs if "%" in need)
        return target if all(need in self.paths or need in self.makefile.targets for need in needed) else None

    def build_of(self, action: Action) -> Build | None:
        """The build that an action runs."""
        return next((build for build in self.builds if any(each is action for each in build.actions)), None)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Resources of these types, in all templates."""
        return (resource for template in self.templates for resource in template.of_type(*types))

    def document(self, file: str) -> Any:
        """The content of a YAML or JSON file; None if it is neither. Buildspecs that are none are findings."""
        if file not in self._read:
            try:
                self._read[file] = _parsed(file, self.files[file])
            except (NotReadable, json.JSONDecodeError, RecursionError) as problem:
                self._read[file] = None
                self._problems[file] = " ".join(str(problem).split())
        return self._read[file]

    def _build(self, project: Resource, actions: list[Action], elsewhere: bool) -> Build | None:
        """elsewhere: its source may be another one than this repository."""
        written = _written(project)
        if written is None or written.startswith("arn:"):
            return None
        inline = "\n" in written or written.lstrip().startswith("{")
        file = f"{project.template.file}, {project.id}" if inline else written
        text = written if inline else self.files.get(written)
        if text is None:
            others = {_written(each) for each in project.template.of_type(PROJECT)}
            ours = not elsewhere and project.text("Source", "Type") in {"CODEPIPELINE", ""}
            # It lies in another repository, in a folder that is not read, or is there under a name that is not.
            if not ours or written in self.paths or not is_read(written) or not others & set(self.files):
                return None
        build = Build(project, file, None, actions=tuple(actions))
        if text is None:
            return Build(project, file, None, NotReadable("there is no such file", 1), build.actions)
        try:
            body = load(text)
        except NotReadable as problem:
            return Build(project, file, None, problem, build.actions)
        if not isinstance(body, Mapping):
            return Build(project, file, None, NotReadable("it is no mapping", 1), build.actions)
        return Build(project, file, Buildspec(file, body), actions=build.actions)


def read(folder: Path) -> Repository:
    """The repository in this folder. Of an assembly of the CDK, the one around it, with this assembly alone.

    Links are not followed, and installed packages not read.
    """
    folder, root = folder.absolute(), root_of(folder)
    return Repository(*texts_of(folder)) if folder == root else read_with(root, assembly=folder)


def read_with(root: Path, *, assembly: Path, name: str = "") -> Repository:
    """The repository in `root` with this assembly alone, wherever it lies.

    name: of the folder in which findings see the assembly; its own, if none is given.
    """
    around, others = texts_of(root, leave_out=ASSEMBLY)
    texts, _ = texts_of(assembly)
    return Repository({**around, **{f"{name or assembly.name}/{file}": text for file, text in texts.items()}}, others)


def root_of(folder: Path) -> Path:
    """The repository around an assembly of the CDK, where there is one; otherwise the folder itself."""
    folder = folder.absolute()
    around = (folder / ASSEMBLY).is_file() and any((folder.parent / name).exists() for name in ROOTS)
    return folder.parent if around else folder


def _written(project: Resource) -> str | None:
    """The name of its buildspec, or its text; None where that is a function."""
    written = project.get("Source", "BuildSpec")
    if written is None and project.text("Source", "Type") in {"CODEPIPELINE", ""}:
        return "buildspec.yml"
    if not isinstance(written, str) or "\n" in written or written.startswith(("arn:", "{")):
        return written if isinstance(written, str) else None
    return posixpath.normpath(written)


def _parsed(file: str, text: str) -> Any:
    return json.loads(text) if file.endswith(".json") or text.startswith("{") else load(text)


def _may_be_template(file: str, text: str) -> bool:
    is_one = "AWS::" in text and "Resources" in text and not file.endswith((".mk", "Makefile", ".py"))
    return is_one and not NOT_DEPLOYED.search(file)


def _is_template(body: Mapping[str, Any]) -> bool:
    resources = body.get("Resources")
    return isinstance(resources, Mapping) and any(
        isinstance(each, Mapping) and str(each.get("Type", "")).startswith("AWS::") for each in resources.values()
    )
