"""What is verified: the texts of a repository, and what the rules see in them."""

import json
import os
import re
from collections.abc import Iterator, Mapping
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

PROJECT = "AWS::CodeBuild::Project"
# Installed packages, and what a tool leaves behind.
NOT_READ = {"node_modules", "venv", "__pycache__", "dist", "build", "site-packages"}
READ = re.compile(r"(.*\.(ya?ml|json|template|mk)|(.*/)?(Makefile|pyproject\.toml|conftest\.py|test_[^/]*\.py))")
MOST_BYTES = 4_000_000
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
        """Every file that is a CloudFormation template; one of SAM as its transform leaves it, see `sam`."""
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
        for pipeline in self.pipelines:
            for action in pipeline.actions:
                if project := pipeline.project(action):
                    actions.setdefault((project.template.file, project.id), []).append(action)
        made = (self._build(each, actions.get((each.template.file, each.id), [])) for each in self.of_type(PROJECT))
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

    def _build(self, project: Resource, actions: list[Action]) -> Build | None:
        written = _written(project)
        if written is None:
            return None
        inline = "\n" in written or written.lstrip().startswith("{")
        file = f"{project.template.file}, {project.id}" if inline else written
        text = written if inline else self.files.get(written)
        # It lies in another repository, which nobody gave to us.
        if text is None and not any(_written(each) in self.files for each in project.template.of_type(PROJECT)):
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
    return Repository(*_texts(folder)) if folder == root else read_with(root, assembly=folder)


def read_with(root: Path, *, assembly: Path, name: str = "") -> Repository:
    """The repository in `root` with this assembly alone, wherever it lies.

    name: of the folder in which findings see the assembly; its own, if none is given.
    """
    around, others = _texts(root, leave_out=ASSEMBLY)
    texts, _ = _texts(assembly)
    return Repository({**around, **{f"{name or assembly.name}/{file}": text for file, text in texts.items()}}, others)


def root_of(folder: Path) -> Path:
    """The repository around an assembly of the CDK, where there is one; otherwise the folder itself."""
    folder = folder.absolute()
    around = (folder / ASSEMBLY).is_file() and any((folder.parent / name).exists() for name in ROOTS)
    return folder.parent if around else folder


def _texts(folder: Path, *, leave_out: str = "") -> tuple[dict[str, str], frozenset[str]]:
    """What is read, and the paths of everything else; without the folders that hold a file `leave_out`."""
    files, others = {}, set()
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            each
            for each in folders
            if each not in NOT_READ
            and not each.startswith(".")
            and not (leave_out and Path(here, each, leave_out).exists())
        )
        for name in sorted(names):
            path = Path(here, name)
            file = path.relative_to(folder).as_posix()
            if READ.fullmatch(file) and path.is_file() and path.stat().st_size <= MOST_BYTES:
                files[file] = path.read_text("utf-8", errors="replace")
            else:
                others.add(file)
    return files, frozenset(others)


def _written(project: Resource) -> str | None:
    """The name of its buildspec, or its text; None where that is a function."""
    written = project.get("Source", "BuildSpec")
    if written is None and project.text("Source", "Type") in {"CODEPIPELINE", ""}:
        return "buildspec.yml"
    return written if isinstance(written, str) else None


def _parsed(file: str, text: str) -> Any:
    return json.loads(text) if file.endswith(".json") or text.startswith("{") else load(text)


def _may_be_template(file: str, text: str) -> bool:
    return "AWS::" in text and "Resources" in text and not file.endswith((".mk", "Makefile"))


def _is_template(body: Mapping[str, Any]) -> bool:
    resources = body.get("Resources")
    return isinstance(resources, Mapping) and any(
        isinstance(each, Mapping) and str(each.get("Type", "")).startswith("AWS::") for each in resources.values()
    )
