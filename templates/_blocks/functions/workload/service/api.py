"""The HTTP API in front of the alias `live`, with access logs and a request limit."""

import json

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from security.nag import accept
from workload.environment import Environment
from workload.logs import keep_days
from workload.names import deployment_name

ROUTES = (
    ("/health", apigateway.HttpMethod.GET),
    ("/orders", apigateway.HttpMethod.POST),
    ("/orders/{order_id}", apigateway.HttpMethod.GET),
)

# Who called what, and where the time went; no header and no body, since those carry customers' data.
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "route": "$context.routeKey",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "latency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
    "integrationError": "$context.integrationErrorMessage",
}


class Api(Construct):
    """The public API of the service: `url` without a slash at its end, and the `stage` that serves it."""

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, key: kms.IKey, handler: lambda_.IFunction
    ) -> None:
        super().__init__(scope, id)
        self.http_api = apigateway.HttpApi(
            self, "HttpApi", api_name=deployment_name(environment), create_default_stage=False
        )
        integration = HttpLambdaIntegration("Live", handler)
        for path, method in ROUTES:
            self.http_api.add_routes(path=path, methods=[method], integration=integration)
        accept(
            self.http_api,
            rule="AwsSolutions-APIG4",
            reason="The example service is public and throttled; a team with callers to tell apart adds an authorizer",
        )
        self.stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self.http_api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(
                rate_limit=environment.requests_per_second, burst_limit=2 * environment.requests_per_second
            ),
        )
        self._log_access(environment=environment, key=key)
        self.url = self.http_api.api_endpoint

    def _log_access(self, *, environment: Environment, key: kms.IKey) -> None:
        log_group = logs.LogGroup(
            self,
            "AccessLogs",
            # API Gateway lists groups in a policy of 5,120 characters; those below this prefix share one line.
            log_group_name=f"/aws/vendedlogs/{deployment_name(environment)}-api",
            encryption_key=key,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        keep_days(log_group, environment.log_retention_days)
        resource = self.stage.node.default_child
        assert isinstance(resource, apigateway.CfnStage)
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=json.dumps(ACCESS_LOG)
        )
