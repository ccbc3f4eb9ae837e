"""What two places say of one thing: ports, recorded stores, suites and their folders, keys of artifacts."""

import json
import re
from collections.abc import Iterator, Mapping

from ..buildspecs import made_by
from ..examples import with_pipeline, with_resources
from ..repository import Repository
from ..roles import Roles
from ..rule import At, rule
from ..templates import as_text
from .containers import TASK, containers

MAPPINGS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
REPLACED = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html"
)
TESTS = "https://docs.aws.amazon.com/codepipeline/latest/userguide/best-practices.html"
STORE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html"
RECORD = "data_stack.json"

_TASK = """
Task:
  Type: AWS::ECS::TaskDefinition
  Properties:
    NetworkMode: awsvpc
    ContainerDefinitions:
    - {Name: app, PortMappings: [{ContainerPort: 8080}], Environment: [{Name: PORT, Value: "%s"}]}
"""


@rule(
    id="container-listens-where-it-is-asked",
    reason="A server that listens at the port of its variable PORT gets no request at another one.",
    source=MAPPINGS,
    fails=with_resources(_TASK % 9090),
    passes=with_resources(_TASK % 8080),
)
def listens_where_asked(repository: Repository) -> Iterator[At]:
    """A variable PORT of a container is one of the ports that it maps, where all of them are known."""
    for task in repository.of_type(TASK):
        for container in containers(task) or ():
            mapped = [as_text(each.get("ContainerPort")) for each in container.get("PortMappings") or []]
            for each in container.get("Environment") or []:
                port = as_text(each.get("Value")) if each.get("Name") == "PORT" else ""
                if port.isdigit() and mapped and all(map(str.isdigit, mapped)) and port not in mapped:
                    told = f"its container has PORT={port} and maps {', '.join(mapped)}: write one port in both places"
                    yield At.of(task, told)


_STACK = "Orders: {Type: 'AWS::DynamoDB::Table', Properties: {KeySchema: [{AttributeName: %s, KeyType: HASH}]}}"
_RECORDED = {
    "Orders": {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
    }
}


@rule(
    id="recorded-store-is-still-there",
    reason="CloudFormation replaces a store that has another logical id, or another key, with an empty one.",
    source=REPLACED,
    fails={**with_resources(_STACK % "order"), RECORD: json.dumps(_RECORDED)},
    passes={**with_resources(_STACK % "id"), RECORD: json.dumps(_RECORDED)},
)
def still_there(repository: Repository) -> Iterator[At]:
    """Each store that the file data_stack.json records is in a template, with the properties that would replace it."""
    for file in repository.files:
        recorded = repository.document(file) if file.rpartition("/")[2] == RECORD else None
        for id, body in recorded.items() if isinstance(recorded, Mapping) else ():
            kind = body.get("Type") if isinstance(body, Mapping) else None
            found = [each for each in repository.of_type(kind) if each.id == id] if isinstance(kind, str) else []
            if kind and not found:
                yield At(
                    file, str(id), f"no template has the {kind} {id} any more, so that an empty one takes its place"
                )
            for path, value in body.get("Properties", {}).items() if found else ():
                # What has another name in each environment, or comes from another resource, is not compared.
                if re.search(r'<deployment>|"(Ref|Fn::\w+)"', json.dumps(value)):
                    continue
                for each in found:
                    now = each.get(*path.split("/"))
                    if now is not None and not re.search(r'"(Ref|Fn::\w+)"', json.dumps(now)) and now != value:
                        told = f"{path} is {json.dumps(now)[:80]}, and recorded is {json.dumps(value)[:80]}: a change "
                        yield At.of(each, f"{told}replaces {id} with an empty one")


_SUITE = with_pipeline(
    "- {Name: Test, Actions: [{Name: E2e, ActionTypeId: {Category: Test, Provider: CodeBuild}, "
    "Configuration: {ProjectName: !Ref Project}}]}",
    "Project: {Type: 'AWS::CodeBuild::Project', Properties: {Source: {Type: CODEPIPELINE}}}",
)
_MAKE = {"Makefile": "unit:\n\tpytest tests/unit\ne2e:\n\tpytest tests/e2e\n", "tests/e2e/test_it.py": ""}
_RUN = "version: 0.2\nphases: {build: {commands: [make %s]}}\n"


@rule(
    id="suite-is-run",
    reason="A folder of tests that has a target, and that no build runs, is run when somebody thinks of it.",
    source=TESTS,
    fails={**_SUITE, **_MAKE, "buildspec.yml": _RUN % "unit"},
    passes={**_SUITE, **_MAKE, "buildspec.yml": _RUN % "unit e2e"},
)
def suite_is_run(repository: Repository) -> Iterator[At]:
    """Each folder of tests/ with a target of its name is run by some build of the pipeline, where builds run make."""
    asked, words = set(), set()
    for build in repository.builds:
        for command in build.buildspec.commands if build.buildspec else ():
            words |= set(re.findall(r"[\w-]+", command.text))
            for variables in (build.variables, *(_variables(action) for action in build.actions)):
                asked |= set(made_by(command.text, {**build.variables, **variables}))
    built = {target.name for name in asked for target in repository.makefile.built(name)} | asked
    recipes = {line.text for name in asked for each in repository.makefile.built(name) for line in each.recipe}
    words |= {word for line in recipes for word in re.findall(r"[\w-]+", line)}
    folders = {
        found[1] for file in repository.files if (found := re.fullmatch(r"tests/([\w-]+)/(?:.*/)?test_.*\.py", file))
    }
    for name in sorted(folders) if asked and repository.pipelines else ():
        target = repository.makefile.targets.get(name)
        if target is not None and name not in built and name not in words:
            told = f"the target {name} runs tests/{name}, and no build of the pipeline runs it: add a build that does"
            yield At("Makefile", f"target {name}", told)


def _variables(action: object) -> Mapping[str, str]:
    try:
        found: Mapping[str, str] = action.variables  # type: ignore[attr-defined]
    except (ValueError, KeyError, TypeError):
        return {}
    return found


_STORE = """
- Name: Build
  Actions:
  - Name: Build
    ActionTypeId: {Category: Build, Provider: CodeBuild}
    Configuration: {ProjectName: !Ref Project}
"""
_KEYS = """
Project: {Type: "AWS::CodeBuild::Project", Properties: {EncryptionKey: !GetAtt Key.Arn}}
Key: {Type: "AWS::KMS::Key"}
"""


@rule(
    id="artifacts-have-the-key-of-their-builds",
    reason="Builds that encrypt with a key of your own, and a store that does not, are two answers to one question.",
    source=STORE,
    fails=with_pipeline(_STORE, _KEYS, "ArtifactStore: {Type: S3, Location: artifacts}"),
    passes=with_pipeline(
        _STORE, _KEYS, "ArtifactStore: {Type: S3, Location: artifacts, EncryptionKey: {Type: KMS, Id: !GetAtt Key.Arn}}"
    ),
)
def have_the_key(repository: Repository) -> Iterator[At]:
    """The artifact store of a pipeline names a key, where all its builds do."""
    for pipeline in repository.pipelines:
        projects = [each for action in pipeline.actions if (each := pipeline.project(action))]
        store = pipeline.resource.get("ArtifactStore")
        keyed = all(pipeline.resource.template.resource(each.get("EncryptionKey")) for each in projects)
        if projects and keyed and isinstance(store, Mapping) and "EncryptionKey" not in store:
            yield At.of(
                pipeline.resource, "its builds encrypt with a key of yours, and its store has none: name that key"
            )


_LOGS = """
Function: {Type: "AWS::Lambda::Function", Properties: {Role: !GetAtt Role.Arn, LoggingConfig: {LogGroup: !Ref %s}}}
Own: {Type: "AWS::Logs::LogGroup"}
Other: {Type: "AWS::Logs::LogGroup"}
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies:
    - PolicyDocument: {Statement: [{Effect: Allow, Action: "logs:PutLogEvents", Resource: !GetAtt Own.Arn}]}
"""


@rule(
    id="function-may-write-its-log",
    reason="A function that may not write its log leaves no trace of what went wrong, and no error says so.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
    fails=with_resources(_LOGS % "Other"),
    passes=with_resources(_LOGS % "Own"),
)
def may_write_its_log(repository: Repository) -> Iterator[At]:
    """The role of a function that names its log group may write there."""
    for function in repository.of_type("AWS::Lambda::Function"):
        group, roles = function.template.resource(function.get("LoggingConfig", "LogGroup")), Roles(function.template)
        role = roles.role(function.get("Role"))
        if group is None or group.type != "AWS::Logs::LogGroup" or role is None:
            continue
        rights = roles.rights(role)
        if not rights.managed and rights.lacks("logs:PutLogEvents", group):
            yield At.of(function, f"it logs to {group.id}, and its role {role.id} may not write there: allow it")


_TESTED = "import pytest\n\n%s\n\n\ndef test_it():\n    assert True\n"
_PIPELINE = with_pipeline("- {Name: Test}")


@rule(
    id="suite-is-not-skipped",
    reason="A module of tests that is always skipped, or never collected, is green whatever is deployed.",
    source=TESTS,
    fails={**_PIPELINE, "tests/test_it.py": _TESTED % "pytestmark = pytest.mark.skip(reason='slow')"},
    passes={**_PIPELINE, "tests/test_it.py": _TESTED % "pytestmark = pytest.mark.skipif(True, reason='slow')"},
)
def suite_is_not_skipped(repository: Repository) -> Iterator[At]:
    """No module of tests is skipped as a whole without a condition, and no folder is left out as a whole."""
    repository = _with_tests_that_are_run(repository)
    for file, text in repository.files.items() if repository.pipelines else ():
        if file.endswith(".py") and (found := SKIPPED.search(text)):
            line = text.count("\n", 0, found.start()) + 1
            yield At(
                file, f"line {line}", f'"{found[0][:70]}" leaves out every test: skip on a condition, or delete them'
            )


SKIPPED = re.compile(
    r"^(pytestmark\s*=\s*\[?\s*pytest\.mark\.skip\b(?!if).*|pytest\.skip\(.*allow_module_level=True.*"
    r"|collect_ignore_glob\s*=\s*\[\s*['\"](\*|test_\*|\*\.py|test_\*\.py)['\"].*)$",
    re.MULTILINE,
)


def _with_tests_that_are_run(repository: Repository) -> Repository:
    """Without the tests of samples and of other packages: those below tests/, and where builds and recipes look."""
    commands = [each.text for spec in repository.buildspecs for each in spec.commands]
    recipes = [line.text for target in repository.makefile.targets.values() for line in target.recipe]
    named = {word.strip("./") for text in [*commands, *recipes] for word in re.findall(r"[\w./-]+", text)} | {"tests"}
    others = {file for file in repository.files if file.endswith(".py") and not _is_below(file, named)}
    return Repository({file: text for file, text in repository.files.items() if file not in others})


def _is_below(file: str, folders: set[str]) -> bool:
    parts = file.split("/")
    return any("/".join(parts[:depth]) in folders for depth in range(1, len(parts) + 1))
