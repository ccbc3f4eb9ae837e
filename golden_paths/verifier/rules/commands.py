"""The commands of builds: targets that exist, failures that count, a shell that understands them."""

import re
from collections.abc import Iterator, Mapping

from ..buildspecs import Buildspec, Command
from ..examples import with_resources
from ..judging import goes_on, judges, swallowed
from ..makefiles import Line
from ..repository import Repository
from ..rule import At, rule
from ..values import known
from .buildspec_shape import PROJECT, REFERENCE

MAKE = "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"
# Words of bash, where they stand as words of the shell.
BASH = re.compile(
    r"\[\[\s|\$\{!|(?<=\s)<\([a-z]|\bset\s+-\w*o\s+pipefail\b|(?:^|[;&|(]\s*)(?:declare|mapfile|source)\s|(?<=\s)&>",
    re.MULTILINE,
)
# Images of which it is known that sh is no bash. On Amazon Linux it is one.
SH_IS_NO_BASH = re.compile(r"aws/codebuild/standard:|(^|[/:-])(ubuntu|debian|alpine|slim|bookworm|bullseye)\b")


def _example(*commands: str, run_by: str = "", makefile: str = "", image: str = "") -> Mapping[str, str]:
    listed = "\n".join(f"      - {command}" for command in commands)
    env = f"env: {{shell: {run_by}}}\n" if run_by else ""
    files = {"buildspec.yml": f"version: 0.2\n{env}phases:\n  build:\n    commands:\n{listed}\n"}
    if makefile:
        files["Makefile"] = makefile
    project = PROJECT.replace("{Source:", f"{{Environment: {{Image: {image}}}, Source:") if image else PROJECT
    return {**with_resources(project), **files}


def _each(repository: Repository) -> Iterator[tuple[Buildspec, Command]]:
    return ((buildspec, command) for buildspec in repository.buildspecs for command in buildspec.commands)


@rule(
    id="build-target-exists",
    reason="make ends with an error at a target that is not there, in the build and not on the laptop.",
    source=MAKE,
    fails=_example("make unti", makefile="unit:\n\tpytest\n"),
    passes=_example("make unit", makefile="unit:\n\tpytest\n"),
)
def target_exists(repository: Repository) -> Iterator[At]:
    """Each target that a build lets make build is one of the makefile, with the variables of its project and action."""
    if "Makefile" not in repository.files:
        return
    seen, makefile = set(), repository.makefile
    for build in repository.builds:
        if build.buildspec is None:
            continue
        for command in build.buildspec.commands:
            for action in build.actions or (None,):
                try:
                    variables: Mapping[str, str] = {**build.variables, **(action.variables if action else {})}
                except (ValueError, KeyError, TypeError):
                    variables = build.variables
                for target in command.targets(variables):
                    if (build.file, target) in seen or repository.target(target) or makefile.may_make(target):
                        continue
                    seen.add((build.file, target))
                    by = f" of {action}" if action and f"make {target}" not in command.text else ""
                    yield At(
                        build.file,
                        command.where,
                        f'the build{by} runs "make {target}", but the Makefile has no such target: add it, or name one '
                        "that is there",
                    )


@rule(
    id="build-failure-counts",
    reason="A gate whose exit code is thrown away is green whatever it finds.",
    source=REFERENCE,
    fails=_example("pytest || true"),
    passes=_example("pytest"),
)
def failure_counts(repository: Repository) -> Iterator[At]:
    """No command of a build that judges throws its exit code away."""
    for buildspec, command in _each(repository):
        # The shell of a phase is one, so that `set +e` holds for the commands after it.
        after = [each.text for each in buildspec.commands if each.phase == command.phase]
        script = "\n".join(after[after.index(command.text) :])
        for line in command.text.splitlines():
            why = swallowed(line, command.text)
            if not why and line.strip().startswith("set +e") and goes_on(script):
                why = "set +e"
            if why:
                yield At(
                    buildspec.file,
                    command.where,
                    f'the command "{line.strip()[:120]}" cannot fail, because of "{why}": let its exit code decide, or '
                    "delete it",
                )


@rule(
    id="make-failure-counts",
    reason="A target that a build runs decides by its exit code; a recipe that throws it away decides nothing.",
    source=REFERENCE,
    fails=_example("make unit", makefile="unit:\n\t-pytest\n"),
    passes=_example("make unit", makefile="unit:\n\tpytest\n"),
)
def make_failure_counts(repository: Repository) -> Iterator[At]:
    """No recipe of a target that a build runs ignores a failure, with all that the target needs."""
    seen: set[Line] = set()
    for build in repository.builds:
        for command in build.buildspec.commands if build.buildspec else ():
            for name in command.targets(build.variables):
                for target in repository.makefile.built(name):
                    for line in target.recipe:
                        if line not in seen and (why := _ignored(line.text)):
                            seen.add(line)
                            yield At(
                                line.file,
                                f"line {line.number}",
                                f'the target "{target.name}", which a build runs, cannot fail at '
                                f'"{line.text.strip()[:80]}", '
                                f'because of "{why}": let its exit code decide',
                            )


def _ignored(recipe: str) -> str:
    if re.match(r"[@+]*-", recipe) and judges(recipe):
        return "-"
    return swallowed(recipe, recipe)


_ON_DEBIAN = {"image": "aws/codebuild/standard:7.0"}


@rule(
    id="build-shell-understands",
    reason="CodeBuild runs commands with sh unless it is told another shell, and sh of some images is no bash.",
    source=REFERENCE,
    fails=_example("make deploy OUTPUTS=${!FOLDER}", **_ON_DEBIAN),
    passes=_example("make deploy OUTPUTS=${!FOLDER}", run_by="bash", **_ON_DEBIAN),
)
def shell_understands(repository: Repository) -> Iterator[At]:
    """Commands in the words of bash stand in a buildspec whose shell is bash, where sh of the image is another one."""
    for buildspec, command in _each(repository):
        images = [
            known(build.project.template, build.project.get("Environment", "Image")) or ""
            for build in repository.builds
            if build.file == buildspec.file
        ]
        found = BASH.search(command.text)
        if not found or not any(SH_IS_NO_BASH.search(image) and "amazonlinux" not in image for image in images):
            continue
        if buildspec.shell == "sh" and not re.match(r"\s*bash\b", command.text):
            yield At(
                buildspec.file,
                command.where,
                f'the command uses "{found[0].strip()}", which only bash knows, and the buildspec names no shell: '
                "write shell: bash below env",
            )


@rule(
    id="build-pipe-fails",
    reason="The exit code of a pipe is that of its last command, so that a failing test before a tee passes.",
    source=REFERENCE,
    fails=_example("pytest | tee report.txt"),
    passes=_example("set -o pipefail && pytest | tee report.txt", run_by="bash"),
)
def pipe_fails(repository: Repository) -> Iterator[At]:
    """A test in front of a pipe still fails the build."""
    for buildspec in repository.buildspecs:
        commands = list(buildspec.commands)
        if any("pipefail" in command.text for command in commands):
            continue
        for command in commands:
            found = re.search(
                r"(?:^|[;&(]\s*|-m\s+|/)(pytest|make|npm (run )?test|tox|mvn|gradle|go test|cargo test)\b"
                r"[^|\n]*\|\s*(tee|cat)\b",
                command.text,
                re.MULTILINE,
            )
            if found and "||" not in found[0]:
                yield At(
                    buildspec.file,
                    command.where,
                    f'the exit code of "{found[1]}" is lost in a pipe to {found[3]}: write set -o pipefail before it, '
                    "with "
                    "shell: bash below env",
                )
