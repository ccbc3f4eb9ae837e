"""A Lambda function of this service, with its own role and its own log group."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from project import NAME
from security.callers import asked_by_us
from security.nag import accept
from settings.configuration import ConfigurationError
from workload.environment import Environment
from workload.logs import keep_days, log_group
from workload.names import deployment_name

# `keep_days` stood here before, and workload/service/api.py of a team imports it from here.
__all__ = ["PACKAGE", "ServiceFunction", "keep_days", "package"]

PACKAGE = "dist/function"


def package(scope: Construct) -> lambda_.Code:
    """The deployment package that `make package` built, or the folder that the context key `package` names.

    Raises ConfigurationError: there is no such folder.
    """
    folder = Path(scope.node.try_get_context("package") or PACKAGE)
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is missing: run `make package`, which builds the code of the functions")
    # The cache files of a laptop must not make a new version.
    return lambda_.Code.from_asset(str(folder), exclude=["**/__pycache__", "**/*.pyc"])


class ServiceFunction(lambda_.Function):
    """Python 3.13 on arm64, traced, with JSON logs that are kept as long as the environment says.

    handler: module and function in the package.
    timeout: after this Lambda stops the function.
    variables: environment variables besides those that every function of the service has.
    name: only where somebody looks for the function by its name.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        key: kms.IKey,
        handler: str,
        timeout: cdk.Duration,
        variables: dict[str, str],
        name: str | None = None,
    ) -> None:
        group = log_group(scope, f"{id}Logs", environment=environment, key=key)
        role = iam.Role(scope, f"{id}Role", assumed_by=asked_by_us("lambda.amazonaws.com"))
        super().__init__(
            scope,
            id,
            code=package(scope),
            handler=handler,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=environment.memory_mb,
            timeout=timeout,
            function_name=name,
            role=role,
            log_group=group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            # An alias may have to go back to a version of an earlier release. But a version of a release that was taken
            # back goes: Lambda publishes no second one of the same code, so that release could not be tried again.
            current_version_options=lambda_.VersionOptions(removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
            environment={
                "POWERTOOLS_SERVICE_NAME": NAME,
                "POWERTOOLS_METRICS_NAMESPACE": deployment_name(environment),
                "LOG_LEVEL": "INFO",
                **variables,
            },
        )
        group.grant_write(role)
        accept(
            role,
            rule="AwsSolutions-IAM5",
            finding="Resource::*",
            reason="xray:PutTraceSegments and xray:PutTelemetryRecords know no resources",
        )
