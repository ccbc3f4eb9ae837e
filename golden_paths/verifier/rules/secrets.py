"""Secrets that stand in a template or a buildspec."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_text, references

# The last word of a name says what its value is: `DB_PASSWORD` is one, `DB_PASSWORD_PARAMETER` names one.
PASSWORD = re.compile(r"(?i)(^|[_\-.]|[a-z](?=P))(password|passwd|passphrase|pwd)\d*$")
KEY = re.compile(r"(?i)(^|[_\-.]|[a-z](?=[ACPST]))(secret|token|(api|access|private|secret|client|auth)[_\-.]?key)\d*$")
SWITCH = re.compile(r"(?i)(allow|empty|enable|reset|use|require|show|hide|random)[_\-.]?")
NO_SECRET = re.compile(r"(?i)true|false|yes|no|none|null|enabled|disabled|\d|\{\{resolve:.*|arn:.*|https?://.*|/.*|")
PLACEHOLDER = re.compile(r"(?i).*placeholder.*|<.*>|\{\}|(change[-_ ]?me|your[-_ ]|enter ).*")
# A key is long and mixes letters and digits; a name of a secret is a word.
RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=_.-]{16,}")
IN_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s:/@]+:(?P<password>[^\s@/${<]{4,})@")
ACCESS_KEY = re.compile(r"(?<![A-Z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])")
# Said beside what only looks like a secret, to detect-secrets and to gitleaks.
ALLOWED = re.compile(r"pragma:\s*(allow|white)list[ -]secret|gitleaks:allow")
ALLOWED_NEXT = re.compile(r"pragma:\s*(allow|white)list[ -]nextline[ -]secret")
BASELINE = ".secrets.baseline"
# Properties that hold a secret itself.
PROPERTIES = {
    "AWS::RDS::DBInstance": ("MasterUserPassword",),
    "AWS::RDS::DBCluster": ("MasterUserPassword",),
    "AWS::DocDB::DBCluster": ("MasterUserPassword",),
    "AWS::Redshift::Cluster": ("MasterUserPassword",),
    "AWS::DMS::Endpoint": ("Password",),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
    "AWS::SecretsManager::Secret": ("SecretString",),
    "AWS::IAM::User": ("LoginProfile", "Password"),
}
PLAIN = "https://docs.aws.amazon.com/codebuild/latest/userguide/change-project.html"
DYNAMIC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html"


def is_secret(name: str, value: str) -> bool:
    """A variable of this name and literal value holds a secret."""
    found = IN_ADDRESS.match(value)
    if found is not None:
        return not PLACEHOLDER.fullmatch(found["password"])
    if not _is_written(value) or SWITCH.search(name) or value.startswith("$"):
        return False
    return bool(PASSWORD.search(name) or (KEY.search(name) and RANDOM.fullmatch(value)))


_FUNCTION = "Function:\n  Type: AWS::Lambda::Function\n  Properties: {Environment: {Variables: {DB_PASSWORD: %s}}}\n"


@rule(
    id="secret-is-no-variable",
    reason="The console, Describe calls and logs show variables, and their values stay in the repository.",
    source=PLAIN,
    fails=with_resources(_FUNCTION % "correct-horse"),
    passes=with_resources(_FUNCTION % '"{{resolve:secretsmanager:orders/database}}"'),
)
def is_no_variable(repository: Repository) -> Iterator[At]:
    """No variable of a function, container, build or buildspec has a secret as its value."""
    for resource in repository.of_type(*VARIABLES):
        for name, value in variables_of(resource):
            if not isinstance(value, Mapping | list) and is_secret(name, as_text(value)):
                yield At.of(resource, _sentence(name))
    for buildspec in repository.buildspecs:
        listed = buildspec.section("env", "variables")
        for name, value in listed.items() if isinstance(listed, Mapping) else ():
            if not isinstance(value, Mapping | list) and is_secret(str(name), as_text(value)):
                yield At(buildspec.file.split(",")[0], f"env, variables, {name}", _sentence(str(name)))


def _sentence(name: str) -> str:
    return (
        f"the variable {name} has a secret as its value, in plain text: keep it in Secrets Manager or as a "
        "SecureString, and give its name or ARN to the code"
    )


_PARAMETER = "Parameters:\n  Password: {Type: String, NoEcho: true%s}\n"


def _with_parameter(more: str, resources: str = _FUNCTION % "none") -> Mapping[str, str]:
    return {file: _PARAMETER % more + text for file, text in with_resources(resources).items()}


@rule(
    id="hidden-parameter-is-no-variable",
    reason="NoEcho hides a parameter in CloudFormation alone; a variable shows its value to all who may describe it.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
    fails=_with_parameter("", _FUNCTION % "!Ref Password"),
    passes=_with_parameter(""),
)
def hidden_parameter_is_no_variable(repository: Repository) -> Iterator[At]:
    """No variable of a function, container or build has the value of a parameter with NoEcho."""
    for template in repository.templates:
        hidden = {name for name, body in _parameters(template.body) if as_text(body.get("NoEcho")) == "true"}
        for resource in template.of_type(*VARIABLES) if hidden else ():
            for name, value in variables_of(resource):
                found = sorted(hidden.intersection(references(value)))
                if found:
                    yield At(
                        template.file,
                        resource.where,
                        f"the variable {name} has the value of the parameter {found[0]}, which NoEcho hides nowhere "
                        "else: keep the secret in Secrets Manager, and give its name or ARN to the code",
                    )


@rule(
    id="hidden-parameter-has-no-default",
    reason="The default of a secret stands in the repository, and is the secret of each stack that gives no other.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
    fails=_with_parameter(", Default: correct-horse"),
    passes=_with_parameter(", Default: ''"),
)
def has_no_default(repository: Repository) -> Iterator[At]:
    """A parameter with NoEcho has no default, other than an empty one."""
    for template in repository.templates:
        for name, body in _parameters(template.body):
            if as_text(body.get("NoEcho")) == "true" and _is_written(body.get("Default")):
                yield At(
                    template.file,
                    f"parameter {name}",
                    f"the parameter {name} hides its value with NoEcho, and its Default stands here in plain text: "
                    "leave the default out, or take the value from Secrets Manager",
                )


@rule(
    id="secret-is-not-written",
    reason="Whoever reads the repository, or the template in CloudFormation, then has the secret.",
    source=DYNAMIC,
    fails=with_resources(
        "Database:\n  Type: AWS::RDS::DBInstance\n  Properties: {MasterUserPassword: correct-horse}\n"
    ),
    passes=with_resources(
        "Database:\n  Type: AWS::RDS::DBInstance\n  Properties: {ManageMasterUserPassword: true, MasterUsername: app}\n"
    ),
)
def is_not_written(repository: Repository) -> Iterator[At]:
    """No property that holds a password, and no file that is read, has the secret itself."""
    for resource in repository.of_type(*PROPERTIES):
        path = PROPERTIES[resource.type]
        value = resource.get(*path)
        if _is_written(value):
            yield At.of(
                resource,
                f"{path[-1]} has the secret itself as its value: let Secrets Manager make it, or refer to it with "
                "{{resolve:secretsmanager:…}}",
            )
    for file, text in repository.files.items():
        lines = text.splitlines() if "AKIA" in text or "ASIA" in text else []
        for number, (before, line) in enumerate(zip(["", *lines], lines, strict=False), start=1):
            found = ACCESS_KEY.search(line)
            if not found or "EXAMPLE" in line or ALLOWED.search(line) or ALLOWED_NEXT.search(before):
                continue
            if hashlib.sha1(found[0].encode(), usedforsecurity=False).hexdigest() not in _in_baseline(repository, file):
                yield At(
                    file,
                    f"line {number}",
                    f"the access key {found[0][:8]}… stands here: delete it in IAM, and let a role give access",
                )


def _in_baseline(repository: Repository, file: str) -> set[str]:
    """What detect-secrets knows of in a file, as it writes it."""
    try:
        results = json.loads(repository.files.get(BASELINE, "{}")).get("results", {})
        return {str(each["hashed_secret"]) for each in results.get(file, ())}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


def _is_written(value: Any) -> bool:
    text = as_text(value)
    unknown = isinstance(value, Mapping | list) or "${" in text or "resolve:" in text
    return not (unknown or NO_SECRET.fullmatch(text) or PLACEHOLDER.fullmatch(text))


def _parameters(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = body.get("Parameters")
    for name, each in found.items() if isinstance(found, Mapping) else ():
        if isinstance(each, Mapping):
            yield str(name), each


VARIABLES = {
    "AWS::Lambda::Function": ("Environment", "Variables"),
    "AWS::Serverless::Function": ("Environment", "Variables"),
    "AWS::CodeBuild::Project": ("Environment", "EnvironmentVariables"),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions",),
}


def variables_of(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Names and values of what everybody who may describe the resource reads."""
    found = resource.get(*VARIABLES[resource.type])
    if isinstance(found, Mapping):
        yield from ((str(name), value) for name, value in found.items())
        return
    for each in each_of(found):
        if isinstance(each, Mapping) and "Environment" in each:
            for inner in each_of(each["Environment"]):
                if isinstance(inner, Mapping):
                    yield as_text(inner.get("Name")), inner.get("Value")
        elif isinstance(each, Mapping) and each.get("Type", "PLAINTEXT") == "PLAINTEXT" and "Name" in each:
            yield as_text(each.get("Name")), each.get("Value")
