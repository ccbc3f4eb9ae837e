"""What functions of a template call, as their code says it, against what their roles allow: no less, and no more."""

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policy_engine import Account, Json
from reached_code import Reached
from written_calls import WrittenCall, calls_of_text, services_of

# What IAM calls otherwise than the API: "Actions, resources, and condition keys" of each service in the Service
# Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/).
PREFIXES = {"elbv2": "elasticloadbalancing", "stepfunctions": "states"}
ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:ListObjectsV2": "s3:ListBucket",
}
# By its beginning: what a program calls as somebody else. CodePipeline hands over credentials that read the artifact.
AS_SOMEBODY_ELSE = {"the text of SelfUpdateGuard": {"head_object", "get_object"}}
# What a library calls where a program imports it: "Required IAM permissions" in its documentation.
OF_LIBRARIES = {
    "aws_lambda_powertools.utilities.idempotency": {
        "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"
    },
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a role may do what its code does not call. action: as fnmatch compares it."""

    action: str
    why: str

    def covers(self, action: str) -> bool:
        return fnmatch.fnmatchcase(action, self.action)


DYNAMODB = "DynamoDB uses the key of a table in the name of its caller: developer guide, encryption at rest"
NETWORK = "Lambda puts a function into its network as its role"
WITHOUT_A_CALL = (
    Reason("logs:CreateLogStream", "Lambda writes the log of a function as its role"),
    Reason("logs:PutLogEvents", "Lambda writes the log of a function as its role"),
    Reason("ec2:*NetworkInterface*", NETWORK),
    Reason("ec2:*PrivateIpAddresses", NETWORK),
    Reason("ec2:Describe*", NETWORK),
    Reason("xray:Put*", "Lambda traces a function as its role"),
    Reason("kms:Decrypt", "a service decrypts in the name of whoever reads"),
    Reason("kms:GenerateDataKey*", "a service encrypts in the name of whoever writes"),
    Reason("kms:Encrypt", DYNAMODB),
    Reason("kms:ReEncrypt*", DYNAMODB),
    Reason("secretsmanager:DescribeSecret", "`grant_read` of the CDK gives it beside the value, and it shows less"),
    Reason(
        "ecs:UpdateService", "Application Auto Scaling asks for it when a service is registered: its user guide, ECS"
    ),
    Reason("s3:GetObjectVersion", "GetObject and HeadObject of one version"),
    Reason("s3:ListBucket", "without it S3 answers 403 where nothing is, not 404"),
)


@dataclass(frozen=True)
class Program:
    """A function of a template with a role of this template: its calls, and the services of its clients."""

    name: str
    role: str
    calls: tuple[WrittenCall, ...]
    services: frozenset[str]
    of_libraries: frozenset[str] = frozenset()

    def needs(self, call: WrittenCall) -> set[str]:
        """The actions one of which this call is. Only the program knows of which service a client is."""
        found = {f"{PREFIXES.get(service, service)}:{name}" for service, name in call.operations(self.services)}
        return {ACTIONS.get(each, each) for each in found}


def wrong_rights_of_functions(template: Json, repository: Path) -> list[str]:
    """One sentence for each right that a function lacks, or has and never uses."""
    account = Account(template)
    return sorted({each for program in programs(template, repository) for each in _wrong(program, account)})


def unused_reasons(templates: Iterable[tuple[Json, Path]]) -> set[str]:
    """The actions of WITHOUT_A_CALL that no function of these templates needs a reason for."""
    excused = {
        action
        for template, repository in templates
        for program in programs(template, repository)
        for action in _never_called(program, Account(template))
    }
    return {reason.action for reason in WITHOUT_A_CALL if not any(reason.covers(action) for action in excused)}


def _wrong(program: Program, account: Account) -> Iterator[str]:
    given = _given(program, account)
    for call in program.calls:
        actions = program.needs(call)
        if not any(fnmatch.fnmatchcase(action, each) for action in actions for each in given):
            yield f"{program.name} calls {call} and may not {' or '.join(sorted(actions))}"
    for action in _never_called(program, account):
        if not any(reason.covers(action) for reason in WITHOUT_A_CALL):
            yield f"{program.name} may {action}, which it never calls"


def _given(program: Program, account: Account) -> set[str]:
    statements = [each for each in account.roles[program.role] if each["Effect"] == "Allow"]
    return {action for each in statements for action in _listed(each["Action"])}


def _never_called(program: Program, account: Account) -> Iterator[str]:
    needed = program.of_libraries.union(*(program.needs(call) for call in program.calls))
    for action in _given(program, account):
        if not any(fnmatch.fnmatchcase(each, action) for each in needed):
            yield action


def programs(template: Json, repository: Path) -> Iterator[Program]:
    """The functions whose code is the repository's. Those that the CDK brings run in Node."""
    for name, resource in template["Resources"].items():
        given = resource.get("Properties", {})
        if resource["Type"] != "AWS::Lambda::Function" or not str(given.get("Runtime", "")).startswith("python"):
            continue
        role = given["Role"]["Fn::GetAtt"][0]
        if text := given["Code"].get("ZipFile"):
            sources = {f"the text of {name}": text}
            found = calls_of_text(*next(iter(sources.items())), services_of(sources.values()))
        else:
            sources, found = _of_handler(repository, given["Handler"])
            assert sources, f"no file of {repository} has the handler {given['Handler']} of {name}"
        calls = tuple(call for call in found if not _as_somebody_else(call))
        used = [actions for module, actions in OF_LIBRARIES.items() if any(module in each for each in sources.values())]
        yield Program(name, role, calls, services_of(sources.values()), frozenset().union(*used))


@cache
def _of_handler(repository: Path, handler: str) -> tuple[dict[str, str], list[WrittenCall]]:
    """The files that a handler reaches, path and text, and the calls in those of their lines that it reaches."""
    module, _, name = handler.rpartition(".")
    reached = Reached(repository)
    reached.reach(module, name)
    texts = {path.relative_to(repository).as_posix(): path.read_text("utf-8") for path in reached.lines}
    services = services_of(texts.values())
    calls = [call for file, text in texts.items() for call in calls_of_text(file, text, services)]
    return texts, [call for call in calls if reached.has(repository / call.file, call.first)]


def _as_somebody_else(call: WrittenCall) -> bool:
    return any(call.file.startswith(each) and call.methods <= methods for each, methods in AS_SOMEBODY_ELSE.items())


def _listed(actions: str | list[str]) -> list[str]:
    return [actions] if isinstance(actions, str) else actions
