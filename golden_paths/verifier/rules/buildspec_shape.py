"""Buildspecs as CodeBuild reads them: keys, phases, reports, and that they are there at all."""

from collections.abc import Iterator, Mapping

from ..buildspecs import PHASES, Buildspec, line_of
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_list, as_text

REFERENCE = "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"
PROJECT = """
Project:
  Type: AWS::CodeBuild::Project
  Properties: {Source: {Type: CODEPIPELINE, BuildSpec: buildspec.yml}}
"""
TOP = {"version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"}
PHASE = {"run-as", "on-failure", "commands", "finally", "runtime-versions"}
ENV = {"shell", "variables", "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper"}
REPORT = {"files", "base-directory", "discard-paths", "file-format"}
ARTIFACTS = {
    "files",
    "name",
    "discard-paths",
    "base-directory",
    "exclude-paths",
    "enable-symlinks",
    "s3-prefix",
    "secondary-artifacts",
    "type",
}
FORMATS = {
    "CUCUMBERJSON",
    "JUNITXML",
    "NUNITXML",
    "NUNIT3XML",
    "TESTNGXML",
    "VISUALSTUDIOTRX",
    "CLOVERXML",
    "COBERTURAXML",
    "JACOCOXML",
    "SIMPLECOV",
}


def _example(*buildspec: str) -> Mapping[str, str]:
    return with_resources(PROJECT, buildspec_yml="\n".join(buildspec))


COMMANDS = "phases: {build: {commands: [make test]}}"


@rule(
    id="buildspec-readable",
    reason="A project whose buildspec is missing or no YAML fails at its first build, after its own deployment.",
    source=REFERENCE,
    fails=_example("version: 0.2", "phases:", "  build: {commands: [make test]"),
    passes=_example("version: 0.2", COMMANDS),
)
def readable(repository: Repository) -> Iterator[At]:
    """The buildspec that a project names is a file of the repository, and a YAML mapping."""
    for build in repository.builds:
        if build.problem:
            missing = build.file not in repository.files and str(build.problem) == "there is no such file"
            yield At(
                build.project.template.file if missing else build.file,
                build.project.where if missing else f"line {build.problem.line}",
                f'the buildspec "{build.file}" cannot be read, {build.problem}: a project needs a YAML file with '
                "version 0.2 "
                "and phases",
            )


def _unknown(buildspec: Buildspec) -> Iterator[tuple[str, str, set[str], Mapping[str, object]]]:
    """Where, which key, what is known there, and the mapping that holds it."""
    sections = [("the top level", buildspec.body, TOP)]
    for name, known in (("env", ENV), ("phases", set(PHASES)), ("artifacts", ARTIFACTS)):
        sections.append((name, buildspec.section(name), known))
    sections += [(f"the phase {name}", buildspec.section("phases", name), PHASE) for name in PHASES]
    reports = buildspec.section("reports")
    sections += [
        (f"the report {name}", each, REPORT) for name, each in (reports or {}).items() if isinstance(reports, Mapping)
    ]
    for where, mapping, known in sections:
        for key in mapping if isinstance(mapping, Mapping) else ():
            if key not in known:
                yield where, str(key), known, mapping


@rule(
    id="buildspec-keys-known",
    reason="CodeBuild ignores some keys that it does not know, and a phase with a misspelt name never runs.",
    source=REFERENCE,
    fails=_example("version: 0.2", "phases: {biuld: {commands: [make test]}}"),
    passes=_example("version: 0.2", COMMANDS),
)
def keys_known(repository: Repository) -> Iterator[At]:
    """Every key of a buildspec is one that CodeBuild knows at its place."""
    for buildspec in repository.buildspecs:
        for where, key, known, mapping in _unknown(buildspec):
            yield At(
                buildspec.file,
                f"line {line_of(mapping, key)}",
                f'{where} has the key "{key}", which CodeBuild does not know there: use one of '
                f"{', '.join(sorted(known))}",
            )


@rule(
    id="buildspec-runs-something",
    reason="A build without commands succeeds, whatever it was to test.",
    source=REFERENCE,
    fails=_example("version: 0.2", "phases: {build: {commands: []}}"),
    passes=_example("version: 0.2", COMMANDS),
)
def runs_something(repository: Repository) -> Iterator[At]:
    """A buildspec of version 0.2 has a command."""
    for buildspec in repository.buildspecs:
        version = as_text(buildspec.section("version"))
        if version != "0.2":
            problem = (
                f'version "{version}" is not 0.2, with which all commands of a build share a shell: write version: 0.2'
            )
        elif not any(command.text.strip() for command in buildspec.commands) and not buildspec.section("batch"):
            problem = (
                "no phase has a command, so that the build succeeds and does nothing: write commands, or delete it"
            )
        else:
            continue
        yield At(buildspec.file, f"line {line_of(buildspec.body, 'version')}", problem)


@rule(
    id="buildspec-reports-complete",
    reason="CodeBuild shows no report for a format that it does not know, and none for a file that nothing writes.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
    fails=_example("version: 0.2", COMMANDS, "reports: {unit: {files: [unit.xml], file-format: JUNIT}}"),
    passes=_example("version: 0.2", COMMANDS, "reports: {unit: {files: [unit.xml], file-format: JUNITXML}}"),
)
def reports_complete(repository: Repository) -> Iterator[At]:
    """A report names its files and a format that CodeBuild knows."""
    for buildspec in repository.buildspecs:
        reports = buildspec.section("reports")
        for name, report in reports.items() if isinstance(reports, Mapping) else ():
            written = as_text(report.get("file-format")) if isinstance(report, Mapping) else ""
            if not isinstance(report, Mapping) or not as_list(report.get("files")):
                problem = "names no files: write files: [reports/*.xml], or the like"
            elif written and written.upper() not in FORMATS:
                problem = f'has the file-format "{written}": use one of {", ".join(sorted(FORMATS))}'
            else:
                continue
            yield At(buildspec.file, f"line {line_of(reports, name)}", f'the report "{name}" {problem}')


@rule(
    id="buildspec-phase-has-commands",
    reason="A phase without commands does nothing, and one whose commands are no list ends every build.",
    source=REFERENCE,
    fails=_example(
        "version: 0.2", "phases:", "  install: {commands: [make install]}", "  build: {commands: make test}"
    ),
    passes=_example("version: 0.2", "phases:", "  install: {runtime-versions: {python: 3.13}}", "  " + COMMANDS[9:-1]),
)
def phase_has_commands(repository: Repository) -> Iterator[At]:
    """Each phase has a list of commands, but install where it names runtimes."""
    for buildspec in repository.buildspecs:
        phases = buildspec.section("phases")
        for name, phase in phases.items() if isinstance(phases, Mapping) else ():
            if name not in PHASES or (
                isinstance(phase, Mapping) and "runtime-versions" in phase and "commands" not in phase
            ):
                continue
            commands = phase.get("commands") if isinstance(phase, Mapping) else phase
            if not isinstance(commands, list) or not commands:
                yield At(
                    buildspec.file,
                    f"line {line_of(phases, name)}",
                    f"the phase {name} has no list of commands: write commands: and below it each command behind a "
                    "dash, or "
                    "delete the phase",
                )
