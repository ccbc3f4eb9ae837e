"""What functions of a template call, as their code says it, against what their roles allow: no less, and no more."""

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from imports import ROOTS, imported
from policy_engine import Account, Json
from written_calls import WrittenCall, calls_of_text, services_of

# What IAM calls otherwise than the API: "Actions, resources, and condition keys" of each service in the Service
# Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/).
PREFIXES = {
    "application-autoscaling": "application-autoscaling",
    "ecr-public": "ecr-public",
    "elbv2": "elasticloadbalancing",
    "stepfunctions": "states",
}
ACTIONS = {
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    # They need no permission.
    "codepipeline:PutJobFailureResult": ("codepipeline:PutJobFailureResult",),
}


@dataclass(frozen=True)
class Reason:
    """Why a role may do what none of its code calls. role: how its logical id begins, after that of its stack."""

    action: str
    why: str


WITHOUT_A_CALL = (
    Reason("logs:CreateLogStream", "Lambda writes the log of a function as its role"),
    Reason("logs:PutLogEvents", "Lambda writes the log of a function as its role"),
    Reason("ec2:*NetworkInterface*", "Lambda puts a function into its network as its role"),
    Reason("ec2:*PrivateIpAddresses", "Lambda puts a function into its network as its role"),
    Reason("ec2:Describe*", "Lambda puts a function into its network as its role"),
    Reason("kms:Decrypt", "a service decrypts what it keeps for whoever reads it"),
    Reason("kms:GenerateDataKey*", "a service encrypts what it keeps for whoever writes it"),
    Reason("xray:Put*", "Lambda traces a function as its role"),
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

    def needs(self, call: WrittenCall) -> set[str]:
        """The actions one of which this call is. Only the program knows of which service a client is."""
        found = {f"{PREFIXES.get(service, service)}:{name}" for service, name in call.operations(self.services)}
        return {action for each in found for action in ACTIONS.get(each, (each,))}


def wrong_rights_of_functions(template: Json, repository: Path) -> list[str]:
    """One sentence for each right that a function lacks, or has and never uses."""
    account = Account(template)
    return sorted({each for program in programs(template, repository) for each in _wrong(program, account)})


def _wrong(program: Program, account: Account) -> Iterator[str]:
    statements = [each for each in account.roles[program.role] if each["Effect"] == "Allow"]
    given = {action for each in statements for action in _listed(each["Action"])}
    needed = [(call, program.needs(call)) for call in program.calls]
    for call, actions in needed:
        if not any(fnmatch.fnmatchcase(action, each) for action in actions for each in given):
            yield f"{program.name} calls {call} and may not {' or '.join(sorted(actions))}"
    for action in given:
        called = any(fnmatch.fnmatchcase(each, action) for _, actions in needed for each in actions)
        if not called and not any(fnmatch.fnmatchcase(action, each.action) for each in WITHOUT_A_CALL):
            yield f"{program.name} may {action}, which it never calls"


def programs(template: Json, repository: Path) -> Iterator[Program]:
    """The functions whose code is the repository's. Those that the CDK brings run in Node."""
    for name, resource in template["Resources"].items():
        given = resource.get("Properties", {})
        if resource["Type"] != "AWS::Lambda::Function" or not str(given.get("Runtime", "")).startswith("python"):
            continue
        role = given["Role"]["Fn::GetAtt"][0]
        if text := given["Code"].get("ZipFile"):
            sources = {f"the text of {name}": text}
        else:
            sources = closure(repository, given["Handler"].rpartition(".")[0])
            assert sources, f"no file of {repository} has the handler {given['Handler']} of {name}"
        services = services_of(sources.values())
        calls = tuple(call for file, text in sources.items() for call in calls_of_text(file, text, services))
        yield Program(name, role, calls, services)


def closure(repository: Path, module: str) -> dict[str, str]:
    """The module and what it imports of this repository: path and text."""
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        for file in _files(repository, waiting.pop()):
            path = file.relative_to(repository).as_posix()
            if path not in found:
                found[path] = file.read_text("utf-8")
                waiting += imported(found[path], _Everything())
                # As a module of a package too: `from orders import store`.
                waiting += imported(found[path], ())
    return found


@cache
def _files(repository: Path, module: str) -> tuple[Path, ...]:
    roots = (*ROOTS, "workload/service/management")
    stems = [repository.joinpath(root, *module.split(".")) for root in roots]
    return tuple(each for stem in stems for each in (stem.with_suffix(".py"), stem / "__init__.py") if each.is_file())


class _Everything:
    def __contains__(self, _module: object) -> bool:
        return True


def _listed(actions: str | list[str]) -> list[str]:
    return [actions] if isinstance(actions, str) else actions
