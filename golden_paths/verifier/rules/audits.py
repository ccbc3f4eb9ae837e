"""Audits of dependencies that a makefile has, and that the pipeline runs."""

import re
from collections.abc import Collection, Iterator

from ..buildspecs import made_by
from ..examples import with_pipeline
from ..repository import Repository
from ..rule import At, Example, rule
from .buildspec_shape import PROJECT
from .tests import variables_of

VULNERABILITIES = (
    "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_appsec_automate_security_testing.html"
)
AUDITS = re.compile(
    r"(?<![\w/.-])(pip-audit|pip_audit|npm audit|yarn audit|yarn npm audit|pnpm audit|safety (check|scan)|osv-scanner"
    r"|cargo audit|bundle-audit|govulncheck|security\.audit)(?![\w-])"
)
OTHER_SERVICES = {".gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml"}
TARGET = re.compile(r"audit|dependency[-_]?(audit|scan)|vulnerabilit(y|ies)")


def _example(commands: str) -> Example:
    files = with_pipeline(
        "- {Name: Test, Actions: [{Name: Test, ActionTypeId: {Category: Test, Provider: CodeBuild}, "
        "Configuration: {ProjectName: !Ref Project}}]}",
        PROJECT,
    )
    buildspec = f"version: 0.2\nphases: {{build: {{commands: [{commands}]}}}}\n"
    return {**files, "buildspec.yml": buildspec, "Makefile": "lint:\n\truff check\naudit:\n\tpip-audit --strict\n"}


@rule(
    id="dependencies-are-audited-by-the-pipeline",
    reason="An audit that only a laptop runs finds a vulnerable package when somebody thinks of it.",
    source=VULNERABILITIES,
    fails=_example("make lint"),
    passes=_example("make lint audit"),
)
def are_audited(repository: Repository) -> Iterator[At]:
    """Of the targets of make that audit the dependencies, some build runs one, or its program."""
    makefile = repository.makefile
    audits = {
        name: line
        for name, target in makefile.targets.items()
        if TARGET.fullmatch(name)
        for line in target.recipe
        if AUDITS.search(line.text) and not line.text.lstrip("@ ").startswith("-")
    }
    builds = [build for build in repository.builds if build.buildspec and build.actions]
    if not audits or not builds:
        return
    commands = [(build, each.text) for build in builds if build.buildspec for each in build.buildspec.commands]
    asked = {name for build, text in commands for name in made_by(text, variables_of(build))}
    built = {target.name for name in asked for target in makefile.built(name)}
    recipes = [line.text for name in built if name in makefile.targets for line in makefile.targets[name].recipe]
    words = {word for text in recipes for word in text.split()}
    elsewhere = any(_names_it(file, text, audits) for file, text in repository.files.items())
    unknown = any("$" in need for name in asked for target in makefile.built(name) for need in target.needs)
    said = any(AUDITS.search(text) for text in (*recipes, *(text for _, text in commands)))
    if said or unknown or elsewhere or built & set(audits) or words & set(audits):
        return
    name, line = next(iter(audits.items()))
    yield At(
        line.file,
        f"line {line.number}",
        f'the target "{name}" audits the dependencies, and no build of the pipeline runs it: add it to the command '
        "of a build",
    )


def _names_it(file: str, text: str, audits: Collection[str]) -> bool:
    """Another service than CodeBuild runs it."""
    return file in OTHER_SERVICES and (
        AUDITS.search(text) is not None or any(re.search(rf"\b{re.escape(name)}\b", text) for name in audits)
    )
