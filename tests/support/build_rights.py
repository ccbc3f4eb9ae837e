"""What the builds of a pipeline call, by their programs, against what their roles allow: no less, and no more."""

import ast
import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from called_rights import ACTIONS, PREFIXES, Reason
from policy_engine import Account, Json
from reached_code import Reached
from written_calls import calls_of_text

from golden_paths.verifier.buildspecs import made_by
from golden_paths.verifier.repository import Build, Repository, read

PROGRAM = re.compile(r"\$\(PYTHON\) -m ((?:pipeline|workload|monitoring|security)(?:\.\w+)+)")
# The functions of security/session.py, and the role of `make bootstrap` that each assumes.
SESSIONS = {
    "deploy_session": "deploy",
    "publish_session": "file-publishing",
    "review_session": "review",
    "lookup_session": "lookup",
}
ASSUMED = re.compile(r":role/cdk-[^-]+-(?P<purpose>[a-z-]+)-role-")
# A program that deploys lets the CDK CLI or SAM's upload assets, which assumes this one.
OF_THE_CLI = {"deploy": {"file-publishing", "image-publishing"}}
# What a program calls only when the makefile hands it something, which comes from this variable of the action.
ONLY_WITH = {"codepipeline:GetPipelineState": "REVIEW_FOLDER"}
CODEBUILD = "CodeBuild does it as the role of the build"
WITHOUT_A_CALL = (
    Reason("codebuild:*Report*", CODEBUILD),
    Reason("codebuild:BatchPut*", CODEBUILD),
    Reason("logs:*", CODEBUILD),
    Reason("s3:*", "CodeBuild reads and writes artifacts as the role of the build; test_each_role_writes_its_own"),
    Reason("kms:*", "the artifacts are encrypted with this key"),
    Reason("ec2:*", "CodeBuild puts a build into a network as its role"),
)


@dataclass(frozen=True)
class Needs:
    """actions: what programs call with the rights of the build itself. purposes: the roles that they assume."""

    actions: set[str] = field(default_factory=set)
    purposes: set[str] = field(default_factory=set)


def wrong_rights_of_builds(template: Json, folder: Path, files: Mapping[str, str]) -> list[str]:
    """One sentence for each right that a build lacks, or has and never uses.

    folder: the rendered repository. files: the texts of the template of its pipeline, by their path in an assembly.
    """
    repository = Repository({**read(folder).files, **files})
    account = Account(template)
    return sorted(
        each for build in repository.builds if build.actions for each in _wrong(build, repository, account, folder)
    )


def _wrong(build: Build, repository: Repository, account: Account, folder: Path) -> Iterator[str]:
    needs = _needs(folder, tuple(sorted(_programs(build, repository))))
    variables = {name for action in build.actions for name in action.variables}
    called = {each for each in needs.actions if ONLY_WITH.get(each) in {None, *variables}}
    statements = [each for each in account.roles[_role(build)] if each["Effect"] == "Allow"]
    given = {action for each in statements for action in _listed(each["Action"])} - {"sts:AssumeRole"}
    assumed = {
        found["purpose"]
        for each in statements
        if "sts:AssumeRole" in _listed(each["Action"])
        for arn in _listed(each["Resource"])
        if (found := ASSUMED.search(arn))
    }
    for action in sorted(called):
        if not any(fnmatch.fnmatchcase(action, each) for each in given):
            yield f"{build.project.id} calls {action} and may not"
    for action in sorted(given):
        excused = any(reason.covers(action) for reason in WITHOUT_A_CALL)
        if not excused and not any(fnmatch.fnmatchcase(each, action) for each in called):
            yield f"{build.project.id} may {action}, which it never calls"
    for purpose in sorted(needs.purposes - assumed):
        yield f"{build.project.id} assumes the role {purpose} and may not"
    of_the_cli = {each for purpose in needs.purposes for each in OF_THE_CLI.get(purpose, ())}
    for purpose in sorted(assumed - needs.purposes - of_the_cli):
        yield f"{build.project.id} may assume the role {purpose}, which it never does"


def _role(build: Build) -> str:
    return str(build.project.properties["ServiceRole"]["Fn::GetAtt"][0])


def _programs(build: Build, repository: Repository) -> Iterator[str]:
    """The modules that the makefile starts for its commands."""
    assert build.buildspec, f"{build.file} is no buildspec"
    for action in build.actions:
        variables = {**build.variables, **action.variables}
        for command in build.buildspec.commands:
            for name in made_by(command.text, variables):
                for target in repository.makefile.built(name):
                    yield from (found for line in target.recipe for found in PROGRAM.findall(line.text))


@cache
def _needs(folder: Path, programs: tuple[str, ...]) -> Needs:
    needs = Needs()
    for program in programs:
        reached = Reached(folder)
        assert reached.reach(program, "main"), f"there is no module {program}"
        for path in reached.lines:
            tree = ast.parse(path.read_text("utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and reached.has(path, node.lineno) and node.name in SESSIONS:
                    needs.purposes.add(SESSIONS[node.name])
            own = {service for line, service in _own_clients(tree) if reached.has(path, line)}
            for call in calls_of_text(path.name, path.read_text("utf-8"), frozenset(own)) if own else ():
                if reached.has(path, call.first):
                    found = (f"{PREFIXES.get(service, service)}:{name}" for service, name in call.operations(own))
                    needs.actions.update(ACTIONS.get(each, each) for each in found)
    return needs


def _own_clients(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and service of each `boto3.client("…")`: with the rights of whoever runs the program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "boto3.client" and node.args:
            named = node.args[0]
            if isinstance(named, ast.Constant):
                yield node.lineno, str(named.value)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
