"""Who may call a function."""

from collections.abc import Iterator

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule

# Services in which a customer of another account can make a source that calls any function.
CALLS_FOR_EVERYBODY = ("s3", "sns", "events", "apigateway", "iot", "ses")

_PERMISSION = """
Permission:
  Type: AWS::Lambda::Permission
  Properties:
    Action: lambda:InvokeFunction
    FunctionName: orders
"""


@rule(
    id="function-names-its-caller",
    reason="A permission for a service alone lets a bucket, topic or rule of any account call the function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
    fails=with_resources(_PERMISSION + "    Principal: s3.amazonaws.com"),
    passes=with_resources(_PERMISSION + "    Principal: s3.amazonaws.com\n    SourceAccount: !Ref AWS::AccountId"),
)
def names_its_caller(repository: Repository) -> Iterator[At]:
    """Who may call a function is named by SourceArn, SourceAccount or PrincipalOrgID."""
    for permission in repository.of_type("AWS::Lambda::Permission"):
        if any(permission.get(each) is not None for each in ("SourceArn", "SourceAccount", "PrincipalOrgID")):
            continue
        principal = permission.text("Principal")
        everybody = principal == "*" and permission.text("FunctionUrlAuthType") != "AWS_IAM"
        # The rule on URLs of functions tells of those.
        if (everybody and permission.text("FunctionUrlAuthType") != "NONE") or (
            principal.split(".")[0] in CALLS_FOR_EVERYBODY
            and principal.endswith(("amazonaws.com", "${AWS::URLSuffix}"))
        ):
            yield At.of(
                permission,
                f'the principal "{principal}" may call the function for any account: add SourceArn with the ARN of the '
                "caller, and SourceAccount where that ARN has no account",
            )


@rule(
    id="function-url-is-not-for-everybody",
    reason="The URL of a function with AuthType NONE answers everybody on the internet.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    fails=with_resources("Url:\n  Type: AWS::Lambda::Url\n  Properties: {AuthType: NONE, TargetFunctionArn: orders}"),
    passes=with_resources(
        "Url:\n  Type: AWS::Lambda::Url\n  Properties: {AuthType: AWS_IAM, TargetFunctionArn: orders}"
    ),
)
def url_is_not_for_everybody(repository: Repository) -> Iterator[At]:
    """The URL of a function asks for a signature."""
    for url in repository.of_type("AWS::Lambda::Url", "AWS::Serverless::Function"):
        found = url.text("AuthType") if url.type.endswith("Url") else url.text("FunctionUrlConfig", "AuthType")
        if found == "NONE" and "Condition" not in url.body:
            yield At.of(
                url,
                "the URL of the function has AuthType NONE, so everybody on the internet may call it: use AWS_IAM, or "
                "an API with an authorizer",
            )
