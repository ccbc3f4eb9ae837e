"""Who may assume a role."""

import re
from collections import Counter
from collections.abc import Iterator

from ..examples import with_resources
from ..policies import Statement
from ..repository import Repository
from ..roles import ROLE, Roles, named, trust
from ..rule import At, rule
from ..templates import Resource, as_text

# Issuers that sign tokens for everybody who has an account there.
SHARED_ISSUERS = ("token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io")

_ROLE = """
Role:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Statement:
"""


@rule(
    id="role-is-not-for-everybody",
    reason="Every AWS account may assume a role that trusts `*`, and then has its rights.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    fails=with_resources(
        f"{_ROLE}      - {{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{AWS: '*'}}}}",
    ),
    passes=with_resources(
        f"{_ROLE}      - {{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{AWS: '*'}},"
        " Condition: {StringEquals: {'aws:PrincipalOrgID': o-a1b2c3d4e5}}}",
    ),
)
def not_for_everybody(repository: Repository) -> Iterator[At]:
    """A role that trusts every principal has a condition that says which ones."""
    for role in repository.of_type(ROLE):
        if any(each.for_everybody for each in trust(role)):
            yield At.of(
                role,
                'the trust policy allows the principal "*" and no condition says who that is: name the account, the '
                "service or the role that may assume it, or add aws:PrincipalOrgID",
            )


@rule(
    id="web-identity-names-subject",
    reason="GitHub, GitLab and Terraform Cloud sign tokens for everybody: without a subject each repository may enter.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    fails=with_resources(
        _ROLE
        + """
      - Effect: Allow
        Action: sts:AssumeRoleWithWebIdentity
        Principal: {Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"}
        Condition: {StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}}
        """
    ),
    passes=with_resources(
        _ROLE
        + """
      - Effect: Allow
        Action: sts:AssumeRoleWithWebIdentity
        Principal: {Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"}
        Condition: {StringEquals: {"token.actions.githubusercontent.com:sub": "repo:example/orders:environment:prod"}}
        """
    ),
)
def names_subject(repository: Repository) -> Iterator[At]:
    """A role for an OIDC provider that many customers share names a subject, not only an audience."""
    for role in repository.of_type(ROLE):
        for statement in trust(role):
            issuer = _issuer(role, statement)
            if issuer and statement.surely_allows and not _names_subject(statement, issuer):
                yield At.of(
                    role,
                    f'the trust policy lets every token of "{issuer}" in, of any owner: add a condition on '
                    f'"{issuer}:sub" with the repository and the branch or environment that may assume the role',
                )


def _issuer(role: Resource, statement: Statement) -> str:
    for value in statement.principals("Federated"):
        provider = role.template.resource(value)
        text = as_text(value) if provider is None else provider.text("Url")
        for issuer in SHARED_ISSUERS:
            if text.removeprefix("https://").endswith(issuer):
                return issuer
    return ""


def _names_subject(statement: Statement, issuer: str) -> bool:
    if not statement.conditions:
        # What no one can read here (Fn::If, Fn::Sub) may hold the subject.
        return statement.says_who or bool(statement.body.get("Condition"))
    return any(
        key != f"{issuer}:aud" and not SAME_FOR_ALL.issuperset(values)
        for key, values in statement.conditions
        if key.startswith(issuer)
    ) or any(key.startswith("fn::") or key == "ref" for key, _ in statement.conditions)


SAME_FOR_ALL = {"*", "repo:*", "repo:*/*", "repo:*/*:*", "repo:*:*", "project_path:*"}


@rule(
    id="role-trusts-its-user",
    reason="A service cannot assume a role whose trust policy does not name it; the deployment or each run fails.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    fails=with_resources(
        "Project:\n  Type: AWS::CodeBuild::Project\n  Properties: {ServiceRole: !GetAtt Role.Arn}\n"
        f"{_ROLE}      - {{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{Service: lambda.amazonaws.com}}}}",
    ),
    passes=with_resources(
        "Project:\n  Type: AWS::CodeBuild::Project\n  Properties: {ServiceRole: !GetAtt Role.Arn}\n"
        f"{_ROLE}      - {{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{Service: codebuild.amazonaws.com}}}}",
    ),
)
def trusts_its_user(repository: Repository) -> Iterator[At]:
    """The trust policy of a role names the service that runs with it."""
    for template in repository.templates:
        for use in Roles(template).uses:
            services = _services(use.role)
            if services and not any(use.service in each.split(".") or "$" in each.split(".")[0] for each in services):
                yield At(
                    template.file,
                    use.role.where,
                    f"{named(use.user)} runs with this role, and its trust policy names {', '.join(sorted(services))} "
                    f"alone: let {use.service}.amazonaws.com assume it",
                )


def _services(role: Resource) -> set[str]:
    return {as_text(each) for statement in trust(role) if statement.allows for each in statement.principals("Service")}


# Services that send aws:SourceAccount and aws:SourceArn when they assume a role, as their user guides say.
SENDS_SOURCE = {
    "codebuild",
    "codedeploy",
    "codepipeline",
    "ecs-tasks",
    "lambda",
    "scheduler",
    "states",
    "vpc-flow-logs",
}
# Roles that the CDK makes for its own functions take no condition.
OF_CDK = re.compile(
    "CustomResourceProvider|AWS679f53fac002430cb0da5b7982bd2287|LogRetention|CustomCDKBucketDeployment"
    "|BucketNotificationsHandler|frameworkon(Event|IsComplete|Timeout)|waiterstatemachine"
)
_BUILDS = "      - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: codebuild.amazonaws.com}%s}\n"
_HERE = ", Condition: {StringEquals: {'aws:SourceAccount': '111122223333'}}"


def _three(*conditions: str) -> str:
    return "".join(
        _ROLE.replace("Role:", f"{name}:", 1) + _BUILDS % each
        for name, each in zip(("Lint", "Test", "Deploy"), conditions, strict=True)
    )


@rule(
    id="service-trust-is-the-same-for-all",
    reason="aws:SourceAccount keeps a service from using a role for another account; one role without it is forgotten.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    fails=with_resources(_three(_HERE, _HERE, "")),
    passes=with_resources(_three(_HERE, _HERE, _HERE)),
)
def same_for_all(repository: Repository) -> Iterator[At]:
    """Where most roles of a service in a template say for which account or resource, each one does."""
    for template in repository.templates:
        found = [
            (role, as_text(service), statement.says_who)
            for role in template.of_type(ROLE)
            if not OF_CDK.search(role.id)
            for statement in trust(role)
            if statement.allows
            for service in statement.principals("Service")
            if as_text(service).split(".")[0] in SENDS_SOURCE
        ]
        with_condition = Counter(service for _, service, says_who in found if says_who)
        without = Counter(service for _, service, says_who in found if not says_who)
        for role, service, says_who in found:
            if not says_who and with_condition[service] > max(1, without[service]):
                yield At(
                    template.file,
                    role.where,
                    f"the trust policy lets {service} in without a condition, and {with_condition[service]} roles "
                    "beside it name aws:SourceAccount or aws:SourceArn: add the same condition here",
                )
