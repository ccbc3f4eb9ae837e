"""What is read from policies and roles where a rule would otherwise find what is not there."""

import pytest

from golden_paths.verifier.documents import load
from golden_paths.verifier.environments import environment
from golden_paths.verifier.policies import Statement, account, matches
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.roles import Roles
from golden_paths.verifier.rules.other_account import may_decrypt
from golden_paths.verifier.rules.secrets import is_secret
from golden_paths.verifier.templates import Template

ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyDocument: {Statement: [%s]}}]
      ManagedPolicyArns: [%s]
  Bucket: {Type: AWS::S3::Bucket}
  Other: {Type: AWS::S3::Bucket}
"""


def lacks(statement: str, managed: str = "") -> bool:
    """Whether the role surely may not read objects of the bucket."""
    template = Template("template.yaml", load(ROLE % (statement, managed)))
    rights = Roles(template).rights(template.resources["Role"])
    return rights.lacks("s3:GetObject", template.resources["Bucket"])


@pytest.mark.parametrize(
    ("statement", "managed", "expected"),
    [
        ("{Effect: Allow, Action: s3:Get*, Resource: !Sub '${Bucket.Arn}/*'}", "", False),
        ("{Effect: Allow, Action: s3:GetObject, Resource: !Sub '${Other.Arn}/*'}", "", True),
        ("{Effect: Allow, Action: s3:GetObject, Resource: !Ref SomeParameter}", "", False),
        ("{Effect: Allow, Action: s3:PutObject, Resource: '*'}", "", True),
        ("{Effect: Allow, NotAction: iam:*, Resource: '*'}", "", False),
        ("{Effect: Deny, Action: s3:GetObject, Resource: '*'}", "", True),
        ("!If [Once, {Effect: Allow, Action: s3:*, Resource: '*'}, !Ref AWS::NoValue]", "", False),
        ("{Effect: Allow, Action: s3:PutObject, Resource: '*'}", "arn:aws:iam::aws:policy/ReadOnlyAccess", False),
        (
            "{Effect: Allow, Action: s3:PutObject, Resource: '*'}",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            True,
        ),
    ],
)
def test_a_right_is_missing_only_where_no_policy_can_hold_it(statement: str, managed: str, expected: bool) -> None:
    assert lacks(statement, managed) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", True),
        ("Condition: {Bool: {aws:SecureTransport: true}}", True),
        ("Condition: {StringLike: {aws:SourceArn: '*'}}", True),
        ("Condition: {ArnLike: {aws:SourceArn: 'arn:aws:sns:*:111122223333:orders'}}", False),
        ("Condition: {StringEquals: {aws:PrincipalOrgID: !Ref Organization}}", False),
        ("Condition: !If [Once, {}, {}]", False),
    ],
)
def test_everybody_is_whom_no_condition_leaves_out(condition: str, expected: bool) -> None:
    template = Template("template.yaml", load("Resources: {Role: {Type: AWS::IAM::Role}}"))
    body = load(f"{{Effect: Allow, Principal: '*', Action: 's3:*', {condition}}}")
    assert Statement(template.resources["Role"], body).for_everybody is expected


def test_a_statement_of_a_condition_is_for_everybody_only_sometimes() -> None:
    template = Template("template.yaml", load("Resources: {Role: {Type: AWS::IAM::Role}}"))
    body = load("{Effect: Allow, Principal: '*', Action: 's3:*'}")
    assert not Statement(template.resources["Role"], body, sure=False).for_everybody


def test_actions_match_whatever_the_case() -> None:
    assert matches("S3:get*", "s3:GetObject")
    assert matches("s3:GetObjec?", "s3:GetObject")
    assert not matches("s3:Get", "s3:GetObject")


def test_the_account_of_an_arn_may_be_a_reference() -> None:
    assert account("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/a") == "${AWS::AccountId}"
    assert account("arn:aws:iam::111122223333:role/a") == "111122223333"
    assert account("${Role.Arn}") == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ApproveProd", "production"),
        ("cdk.out/assembly-prod/prodData.template.json", "production"),
        ("PreProd", "non-production"),
        ("non-prod", "non-production"),
        ("Products", ""),
        ("DeployToStaging", "staging"),
        ("Delivery", ""),
    ],
)
def test_an_environment_is_a_word_of_a_name(name: str, expected: str) -> None:
    assert environment(name) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "correct-horse", True),
        ("DbPassword", "correct-horse", True),
        ("DB_PASSWORD", "{{resolve:secretsmanager:orders}}", False),
        ("DB_PASSWORD", "${Password}", False),
        ("DB_PASSWORD", "<your password>", False),
        ("DB_PASSWORD_PARAMETER", "orders-password", False),
        ("PASSWORD_MIN_LENGTH", "12", False),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes", False),
        ("GITHUB_TOKEN", "ghp_0123456789abcdefABCDEF", True),
        ("GITHUB_TOKEN", "token-of-the-team", False),
        ("API_SECRET", "orders/api", False),
        ("DATABASE_URL", "postgresql://app:correct-horse@host/orders", True),
        ("DATABASE_URL", "postgresql://app:${Password}@host/orders", False),
        ("DATABASE_URL", "postgresql://host:5432/orders", False),
    ],
)
def test_a_variable_is_secret_by_its_name_and_its_value(name: str, value: str, expected: bool) -> None:
    assert is_secret(name, value) is expected


@pytest.mark.parametrize(("account_of_the_key", "findings"), [("Prod", 0), ("Test", 1)])
def test_two_parameters_are_two_accounts(account_of_the_key: str, findings: int) -> None:
    template = may_decrypt.passes["template.yaml"]
    action, key = '"arn:aws:iam::444455556666:role/deploy"', "'arn:aws:iam::444455556666:root'"
    template = template.replace(action, action.replace('"arn', '!Sub "arn').replace("444455556666", "${Prod}"))
    template = template.replace(
        key, key.replace("'arn", "!Sub 'arn").replace("444455556666", f"${{{account_of_the_key}}}")
    )
    assert len(list(may_decrypt.findings(Repository({"template.yaml": template})))) == findings
