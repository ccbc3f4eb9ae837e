"""What two places say of one thing: ports, recorded stores, skipped suites, keys of artifacts."""

import json
import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname
from typing import Any

from ..examples import with_pipeline, with_resources
from ..repository import Repository
from ..roles import Roles
from ..rule import At, rule
from ..stores import store_of
from ..templates import Resource, as_text, mappings
from .containers import TASK, containers

MAPPINGS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
REPLACED = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html"
)
TESTS = "https://docs.aws.amazon.com/codepipeline/latest/userguide/best-practices.html"
STORE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html"
RECORD = "data_stack.json"
MEANT = "take the change back, or write down with `make record-data-stack` that it is meant"
UNKNOWN = r'<deployment>|"(Ref|Fn::\w+)"|\$\{'

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
    """A variable PORT of a single container is one of the ports that it maps, where all of them are known."""
    for task in repository.of_type(TASK):
        found = containers(task) or []
        # Beside another container it may listen at a port that it does not map.
        for container in found if len(found) == 1 else ():
            mapped = [as_text(each.get("ContainerPort")) for each in mappings(container.get("PortMappings"))]
            for each in mappings(container.get("Environment")):
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
        stores = recorded.items() if isinstance(recorded, Mapping) else ()
        bodies = {str(id): body for id, body in stores if isinstance(body, Mapping)}
        found = {
            id: [each for each in repository.of_type(str(bodies[id].get("Type"))) if each.id == id] for id in bodies
        }
        # Where none of them is in a template, nobody made the templates.
        for id, body in bodies.items() if any(found.values()) else ():
            if not found[id]:
                told = f"no template has the {body.get('Type')} {id} any more, so that an empty one takes its place"
                yield At(file, id, f"{told}: {MEANT}")
            pinned = body.get("Properties")
            for path, value in pinned.items() if isinstance(pinned, Mapping) else ():
                yield from (_replaced(each, str(path), value) for each in found[id] if _changed(each, str(path), value))


def _changed(store: Resource, path: str, recorded: Any) -> bool:
    """Whether a property has another value than the recorded one, and both are known."""
    now = store.get(*path.split("/"))
    # What has another name in each environment, or comes from another resource, is not compared.
    if now is None or now == recorded or re.search(UNKNOWN, json.dumps([now, recorded])):
        return False
    # Another attribute, which another index needs, replaces nothing.
    grows = path == "AttributeDefinitions" and isinstance(recorded, list) and isinstance(now, list)
    return not (grows and all(each in now for each in recorded))


def _replaced(store: Resource, path: str, recorded: Any) -> At:
    told = f"{path} is {json.dumps(store.get(*path.split('/')))[:80]}, and recorded is {json.dumps(recorded)[:80]}"
    return At.of(store, f"{told}: a change replaces {store.id} with an empty one; {MEANT}")


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
Store: {Type: "AWS::S3::Bucket"}
"""


@rule(
    id="artifacts-have-the-key-of-their-builds",
    reason="Builds that encrypt with a key of your own, and a store that does not, are two answers to one question.",
    source=STORE,
    fails=with_pipeline(_STORE, _KEYS, "ArtifactStore: {Type: S3, Location: !Ref Store}"),
    passes=with_pipeline(
        _STORE,
        _KEYS,
        "ArtifactStore: {Type: S3, Location: !Ref Store, EncryptionKey: {Type: KMS, Id: !GetAtt Key.Arn}}",
    ),
)
def have_the_key(repository: Repository) -> Iterator[At]:
    """The artifact store of a pipeline, or its bucket, names a key, where all its builds do."""
    for pipeline in repository.pipelines:
        projects = [each for action in pipeline.actions if (each := pipeline.project(action))]
        store = store_of(pipeline)
        if not projects or store is None or store.bucket is None or store.encrypted:
            continue
        keyed = all(pipeline.resource.template.resource(each.get("EncryptionKey")) for each in projects)
        if keyed and store.bucket.get("BucketEncryption") is None:
            told = "its builds encrypt with a key of yours, and neither its store nor its bucket has one: name that key"
            yield At.of(pipeline.resource, told)


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
        found = SKIPPED.search(text) if file.endswith(".py") else None
        if found and not ("collect_ignore_glob" in found[0] and _holds_samples(repository, dirname(file))):
            line = text.count("\n", 0, found.start()) + 1
            yield At(
                file, f"line {line}", f'"{found[0][:70]}" leaves out every test: skip on a condition, or delete them'
            )


def _holds_samples(repository: Repository, folder: str) -> bool:
    """Whether no test is in this folder, or another test names it."""
    tests = [file for file in repository.files if re.fullmatch(r"(.*/)?test_[^/]*\.py", file)]
    below = [file for file in tests if file.startswith(f"{folder}/" if folder else "")]
    name = rf"\b{re.escape(basename(folder))}\b"
    return not below or any(re.search(name, repository.files[file]) for file in tests if file not in below)


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
