"""Builds that are there to test: that they do, and that they test what `make check` tests."""

import re
from collections.abc import Iterator, Mapping

from ..buildspecs import made_by
from ..examples import with_pipeline
from ..repository import Build, Repository
from ..rule import At, Example, rule
from .buildspec_shape import PROJECT, REFERENCE

CATEGORIES = "https://docs.aws.amazon.com/codepipeline/latest/userguide/integrations-action-type.html"
# What says something and proves nothing.
SAYS = re.compile(r"\s*[@+]*(echo|printf|true|:|sleep|date|pwd|ls|env|cat)\b[^|&;]*$")
# What prepares a build and judges nothing.
PREPARES = re.compile(
    r"\s*(make (install|setup)|(python3? -m )?pip3? install|npm (ci|install)|yarn install|apt-get|yum|dnf|cd|export)"
    r"\b[^|&;]*$"
)
CHECK = "check"


def _example(commands: str, makefile: str = "", category: str = "Test") -> Example:
    files = with_pipeline(
        f"- {{Name: Test, Actions: [{{Name: Load, ActionTypeId: {{Category: {category}, Provider: CodeBuild}}, "
        "Configuration: {ProjectName: !Ref Project}}]}",
        PROJECT,
    )
    buildspec = {"buildspec.yml": f"version: 0.2\nphases: {{build: {{commands: {commands}}}}}\n"}
    return {**files, **buildspec, **({"Makefile": makefile} if makefile else {})}


def _tests(repository: Repository) -> Iterator[Build]:
    return (each for each in repository.builds if any(action.category == "Test" for action in each.actions))


@rule(
    id="test-tests",
    reason="An action of the category Test that only prints passes whatever it stands in front of.",
    source=CATEGORIES,
    fails=_example("['echo \"load test\"']"),
    passes=_example("['locust --headless']"),
)
def tests_test(repository: Repository) -> Iterator[At]:
    """A build that is there to test does more than print and prepare."""
    for build in _tests(repository):
        commands = list(build.buildspec.commands) if build.buildspec else []
        lines = [line for command in commands for line in command.text.splitlines() if line.strip()]
        if lines and all(SAYS.match(line) or PREPARES.match(line) for line in lines):
            yield At(
                build.file,
                commands[0].where,
                f"the action {build.actions[0]} is a test, but its commands only print: run a test whose failure is "
                "the "
                "exit code, or delete the action",
            )


@rule(
    id="test-target-tests",
    reason="A target that only prints passes whatever it stands in front of.",
    source=CATEGORIES,
    fails=_example("[make load]", "load:\n\t@echo load test\n"),
    passes=_example("[make load]", "load:\n\tlocust --headless\n"),
)
def target_tests(repository: Repository) -> Iterator[At]:
    """The recipe of a target that a test lets make build does more than print."""
    seen = set()
    for build in _tests(repository):
        for name in _targets(build, anywhere=False):
            target = repository.target(name)
            if target is None or not target.recipe or target.name in seen:
                continue
            if all(SAYS.match(line.text) for line in target.recipe):
                seen.add(target.name)
                yield At(
                    target.recipe[0].file,
                    f"line {target.recipe[0].number}",
                    f'the target "{target.name}" is run as a test by {build.actions[0]}, but its recipe only prints: '
                    "run a "
                    "test whose failure is the exit code",
                )


@rule(
    id="build-judges-something",
    reason="A build that only installs succeeds, and its action looks like a check.",
    source=REFERENCE,
    fails=_example("[make install]", category="Build"),
    passes=_example("[make install, make lint]", category="Build"),
)
def judges_something(repository: Repository) -> Iterator[At]:
    """A build without an artifact, a report or an exported variable has a command that can find something."""
    for build in repository.builds:
        spec = build.buildspec
        if spec is None or not build.actions or spec.artifacts or spec.exported or spec.section("reports"):
            continue
        lines = [line for command in spec.commands for line in command.text.splitlines() if line.strip()]
        if lines and all(PREPARES.match(line) for line in lines):
            yield At(
                build.file,
                "phase build",
                f"the build of {build.actions[0]} installs and does nothing else, so that it succeeds: run in it what "
                "it is "
                "called after, or delete the action",
            )


@rule(
    id="pipeline-checks-what-make-checks",
    reason="What only a laptop checks is checked when somebody thinks of it.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/best-practices.html",
    fails=_example("[make unit]", "check: unit types\nunit:\n\tpytest\ntypes:\n\tmypy\n"),
    passes=_example("[make unit types]", "check: unit types\nunit:\n\tpytest\ntypes:\n\tmypy\n"),
)
def checks_what_make_checks(repository: Repository) -> Iterator[At]:
    """Every target that `make check` builds is built by some build of the pipeline too."""
    check = repository.makefile.targets.get(CHECK)
    if check is None or not repository.pipelines:
        return
    asked = {name for build in repository.builds if build.actions for name in _targets(build)}
    built = {target.name for name in asked for target in repository.makefile.built(name)}
    words = {word for line in check.recipe for word in line.text.split()}
    wanted = {*check.needs, *(name for name in repository.makefile.targets if name in words)}
    # What is named by a variable may be each of them.
    unknown = any("$" in need for name in asked for target in repository.makefile.built(name) for need in target.needs)
    if not built or CHECK in built or unknown:
        return
    for name in sorted(wanted - built):
        if PREPARES.match(f"make {name}") or name not in repository.makefile.targets:
            continue
        yield At(
            "Makefile",
            f"target {CHECK}",
            f'`make {CHECK}` runs the target "{name}", but no build of the pipeline does: add it to the command of a '
            "build, "
            f"or take it out of {CHECK}",
        )


def _targets(build: Build, *, anywhere: bool = True) -> Iterator[str]:
    """What the commands of a build let make build, with the variables of its project and of its first action."""
    if build.buildspec is None:
        return
    for command in build.buildspec.commands:
        yield from made_by(command.text, variables_of(build)) if anywhere else command.targets(variables_of(build))


def variables_of(build: Build) -> Mapping[str, str]:
    try:
        return {**build.variables, **(build.actions[0].variables if build.actions else {})}
    except (ValueError, KeyError, TypeError):
        return build.variables
