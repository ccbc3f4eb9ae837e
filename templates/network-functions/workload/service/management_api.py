"""The management API: what changes the policy, open to callers whom IAM lets in, and its health check to everybody."""

import json

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from security.nag import accept, printed_arn
from workload.environment import Environment
from workload.logs import log_group
from workload.names import deployment_name
from workload.service.reasons import AWS_ITSELF

STAGE = "live"
HEALTH = "/health"
# Each wants a signature of a caller who may execute-api:Invoke it.
ROUTES = (
    ("GET", "/policy"),
    ("PUT", "/policy"),
    ("POST", "/policy/validate"),
    ("GET", "/policy/versions"),
    ("GET", "/policy/versions/{version}"),
    ("POST", "/policy/versions/{version}/restore"),
)
# People and their tools, and the probes of the pipeline: nothing here is called often.
REQUESTS_PER_SECOND = 20
# Who called what with which result, also when IAM refused it; no header and no body.
ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "caller": "$context.identity.userArn",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "refusal": "$context.error.message",
    "latency": "$context.responseLatency",
}
# Forward secrecy, and an exchange of keys that withstands quantum computers, from TLS 1.2 on; the default is TLS 1.0.
TLS = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"

# What the CDK gives to the role that API Gateway logs with.
LOGS_POLICY = "AmazonAPIGatewayPushToCloudWatchLogs"


class ManagementApi(Construct):
    """`rest_api`, and its URL `endpoint` without a slash at its end.

    handler: answers every request. `access_logs`: who came, and whom IAM turned away.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, key: kms.IKey, handler: lambda_.IFunction
    ) -> None:
        super().__init__(scope, id)
        self.access_logs = log_group(self, "AccessLogs", environment=environment, key=key)
        self.rest_api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=deployment_name(environment),
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            default_method_options=apigateway.MethodOptions(authorization_type=apigateway.AuthorizationType.IAM),
            # One setting for the account and region. Whoever goes first must not take it from the others.
            cloud_watch_role=True,
            cloud_watch_role_removal_policy=cdk.RemovalPolicy.RETAIN,
            deploy_options=apigateway.StageOptions(
                stage_name=STAGE,
                access_log_destination=apigateway.LogGroupLogDestination(self.access_logs),
                access_log_format=apigateway.AccessLogFormat.custom(json.dumps(ACCESS_LOG)),
                throttling_rate_limit=REQUESTS_PER_SECOND,
                throttling_burst_limit=2 * REQUESTS_PER_SECOND,
                tracing_enabled=True,
            ),
        )
        resource = self.rest_api.node.default_child
        assert isinstance(resource, apigateway.CfnRestApi)
        resource.security_policy, resource.endpoint_access_mode = TLS, "STRICT"
        # Nobody passes IAM by the test of the console.
        answered = apigateway.LambdaIntegration(handler, allow_test_invoke=False)
        for method, path in ROUTES:
            self.rest_api.root.resource_for_path(path).add_method(method, answered)
        self.rest_api.root.resource_for_path(HEALTH).add_method(
            "GET", answered, authorization_type=apigateway.AuthorizationType.NONE
        )
        self._accept()
        stack = cdk.Stack.of(self)
        self.endpoint = f"https://{self.rest_api.rest_api_id}.execute-api.{stack.region}.{stack.url_suffix}/{STAGE}"

    def let_call(self, role: iam.Role, *, reason: str) -> None:
        """Let `role` call every route of this API, and none of another. reason: why it may do so for each version."""
        # IAM knows paths as they are called, the CDK those of the methods.
        routes = [(method, path.replace("{version}", "*")) for method, path in ROUTES]
        calls = [self.rest_api.arn_for_execute_api(method, path, STAGE) for method, path in routes]
        role.add_to_policy(
            iam.PolicyStatement(sid="CallTheManagementApi", actions=["execute-api:Invoke"], resources=calls)
        )
        stack, element = cdk.Stack.of(self), self.rest_api.node.default_child
        assert isinstance(element, cdk.CfnElement)
        api = f"<{stack.get_logical_id(element)}>/{STAGE}"
        wide = [printed_arn(stack, "execute-api", f"{api}/{method}{path}") for method, path in routes if "*" in path]
        accept(role, rule="AwsSolutions-IAM5", findings=[f"Resource::{each}" for each in wide], reason=reason)

    def _accept(self) -> None:
        for rule in ("APIG2", "APIG3", "APIG4", "APIG6", "COG4"):
            accept(
                self.rest_api,
                rule=f"AwsSolutions-{rule}",
                reason="IAM and a limit of requests stand before the function, which judges each request and logs it; "
                "the open health check tells only that it works",
            )
        accept(
            self.rest_api,
            rule="AwsSolutions-IAM4",
            finding=f"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/{LOGS_POLICY}",
            reason=AWS_ITSELF,
        )
