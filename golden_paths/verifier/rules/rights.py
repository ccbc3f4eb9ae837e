"""What a role may do, and should not."""

import re
from collections.abc import Iterator, Mapping

from ..examples import with_resources
from ..policies import Statement, each_of, matches, read
from ..repository import Repository
from ..roles import RUNS_CODE, Roles, named
from ..rule import At, rule
from ..templates import Resource, Template, as_text

LEAST_PRIVILEGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
FUNCTION = "AWS::Serverless::Function"
# Rights that read or write what customers entrust, or hand out secrets.
DATA = (
    *(f"s3:{each}" for each in ("GetObject", "PutObject", "DeleteObject")),
    *(f"dynamodb:{each}" for each in ("GetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem")),
    *("secretsmanager:GetSecretValue", "kms:Decrypt", "rds-db:connect"),
    *("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
)


def _of_function(policies: str) -> str:
    return (
        "Function:\n  Type: AWS::Lambda::Function\n  Properties: {Role: !GetAtt Role.Arn}\n"
        "Role:\n  Type: AWS::IAM::Role\n  Properties:\n"
        "    AssumeRolePolicyDocument:\n      Statement:\n"
        "      - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}}\n"
        f"    {policies}\n"
    )


def _inline(statement: str) -> str:
    return f"Policies: [{{PolicyName: Own, PolicyDocument: {{Statement: [{statement}]}}}}]"


@rule(
    id="code-is-no-administrator",
    reason="Who changes the code of a build, a task or a function then owns the account.",
    source=LEAST_PRIVILEGE,
    fails=with_resources(_of_function("ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']")),
    passes=with_resources(
        _of_function("ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']")
    ),
)
def no_administrator(repository: Repository) -> Iterator[At]:
    """No build, task or function has all rights on everything."""
    for template in repository.templates:
        for user, role, statements, managed in _code(template):
            what = [f"the managed policy {each.rsplit('/', 1)[-1]}" for each in managed if each.endswith(_ALL_RIGHTS)]
            what += [
                f'the action "*" on "*" in its policy{each.called}'
                for each in statements
                if each.surely_allows and "*" in each.actions and each.on_everything and not each.body.get("Condition")
            ]
            if what:
                yield At(
                    template.file,
                    role.where,
                    f"{named(user)} has {what[0]}, and so has whoever changes its code: allow the actions that it "
                    "takes, on the resources that it needs",
                )


_ALL_RIGHTS = ("policy/AdministratorAccess", "policy/PowerUserAccess", "policy/IAMFullAccess")


@rule(
    id="data-right-names-data",
    reason="A right to read or write on every resource reaches the data of each other workload of the account.",
    source=LEAST_PRIVILEGE,
    fails=with_resources(_of_function(_inline("{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}"))),
    passes=with_resources(
        _of_function(_inline("{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Table.Arn}"))
        + "Table:\n  Type: AWS::DynamoDB::Table\n"
    ),
)
def names_data(repository: Repository) -> Iterator[At]:
    """Builds, tasks and functions have data and secrets by name, not on every resource."""
    for template in repository.templates:
        for user, role, statements, _ in _code(template):
            for statement in statements:
                reached = sorted(
                    {
                        action
                        for action in statement.actions
                        if action != "*" and any(matches(action, each) for each in DATA)
                    }
                )
                if reached and statement.surely_allows and not statement.conditions and _on_all_data(statement):
                    yield At(
                        template.file,
                        role.where,
                        f"{named(user)} may do {', '.join(reached[:3])} on every resource of the account"
                        f"{_of(statement)}: name the bucket, table, key, secret or parameter that it needs",
                    )


def _of(statement: Statement) -> str:
    return f" by the statement{statement.called}" if statement.called else ""


def _on_all_data(statement: Statement) -> bool:
    return any(re.fullmatch(r"\*|arn:[^:]+:s3:::\*(/\*)?", _arn(each)) for each in statement.resources)


def _arn(value: object) -> str:
    return as_text(value).replace("${AWS::Partition}", "aws")


def _code(template: Template) -> Iterator[tuple[Resource, Resource, list[Statement], list[str]]]:
    """Whose code runs with which role, the statements of the role and the names of its managed policies. Each once."""
    roles, seen = Roles(template), set()
    for use in roles.uses:
        if use.service in RUNS_CODE and use.role.id not in seen:
            seen.add(use.role.id)
            rights = roles.rights(use.role)
            yield use.user, use.role, rights.statements, rights.managed
    for function in template.of_type(FUNCTION):
        written = list(each_of(function.get("Policies")))
        yield (
            function,
            function,
            [found for each in written for found in read(function, each)],
            [f"policy/{each.rsplit('/', 1)[-1]}" for each in written if isinstance(each, str)],
        )


@rule(
    id="passed-role-is-named",
    reason="Who may pass every role to every service gets the rights of the strongest role of the account.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    fails=with_resources(_of_function(_inline("{Effect: Allow, Action: 'iam:PassRole', Resource: '*'}"))),
    passes=with_resources(
        _of_function(
            _inline(
                "{Effect: Allow, Action: 'iam:PassRole', Resource: '*',"
                " Condition: {StringEquals: {'iam:PassedToService': ecs-tasks.amazonaws.com}}}"
            )
        )
    ),
)
def passed_role_is_named(repository: Repository) -> Iterator[At]:
    """iam:PassRole names the roles, or the services that get them."""
    yield from _on_everything(
        repository, "iam:PassRole", "name the roles, or the service that gets them with iam:PassedToService"
    )


@rule(
    id="assumed-role-is-named",
    reason="Who may assume every role has each right that any role grants to whoever asks in its account.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    fails=with_resources(_of_function(_inline("{Effect: Allow, Action: 'sts:*', Resource: '*'}"))),
    passes=with_resources(
        _of_function(
            _inline("{Effect: Allow, Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::111122223333:role/reader'}")
        )
    ),
)
def assumed_role_is_named(repository: Repository) -> Iterator[At]:
    """sts:AssumeRole names the roles."""
    yield from _on_everything(repository, "sts:AssumeRole", "name the roles that it needs")


def _on_everything(repository: Repository, action: str, remedy: str) -> Iterator[At]:
    for statement in _identity_policies(repository):
        found = [each for each in statement.actions if each != "*" and matches(each, action)]
        if found and statement.surely_allows and statement.on_everything and not statement.conditions:
            yield At.of(
                statement.owner,
                f'the statement{statement.called} allows "{found[0]}" on the resource "*", so every role of the '
                f"account is within reach: {remedy}",
            )


@rule(
    id="right-is-no-exception",
    reason="Allow with NotAction or NotPrincipal grants whatever is not named, and each new right of AWS with it.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
    fails=with_resources(_of_function(_inline("{Effect: Allow, NotAction: 'iam:*', Resource: '*'}"))),
    passes=with_resources(_of_function(_inline("{Effect: Deny, NotAction: 'iam:*', Resource: '*'}"))),
)
def no_exception(repository: Repository) -> Iterator[At]:
    """What is allowed is named; exceptions stand in Deny."""
    for statement in _identity_policies(repository):
        for name in ("NotAction", "NotPrincipal"):
            if statement.surely_allows and name in statement.body and not statement.conditions:
                yield At.of(
                    statement.owner,
                    f"the statement{statement.called} allows with {name} {as_text(statement.body[name])[:80]}, which "
                    "grants all that is not named: name what is allowed, and write exceptions as Deny",
                )


def _identity_policies(repository: Repository) -> Iterator[Statement]:
    """The statements of roles, users, groups, and of policies for them."""
    for owner in repository.of_type(*POLICIES):
        yield from read(owner, owner.get("PolicyDocument"))
    for owner in repository.of_type("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"):
        for each in each_of(owner.get("Policies")):
            yield from read(owner, each.get("PolicyDocument") if isinstance(each, Mapping) else None)
        yield from read(owner, owner.get("AssumeRolePolicyDocument"))
    for owner in repository.of_type(FUNCTION):
        for each in each_of(owner.get("Policies")):
            yield from read(owner, each)
