"""The function for parcels, behind the API of the service: routes, rights, and its alarms."""

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from security.nag import accept
from workload.environment import Environment
from workload.service.api import Api
from workload.service.function import ServiceFunction
from workload.service.functions import Functions
from workload.service_parts import ServiceParts

HEALTH = "/parcels/health"
ROUTES = (
    (HEALTH, apigateway.HttpMethod.GET),
    ("/parcels/price", apigateway.HttpMethod.GET),
)
TIMEOUT = cdk.Duration.seconds(10)


class ParcelsApi(Construct):
    """`function` answers; `alarms` roll a deployment back."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        accept(
            self,
            rule="AwsSolutions-L1",
            reason="The wheels in the package are built for Python 3.13; both move together, when all wheels exist",
        )
        stack = cdk.Stack.of(self)
        functions, api = stack.node.find_child("Functions"), stack.node.find_child("Api")
        assert isinstance(functions, Functions)
        assert isinstance(api, Api)
        self.function = ServiceFunction(
            self,
            "Function",
            environment=environment,
            key=service.key,
            handler="parcels_api.handler.handler",
            timeout=TIMEOUT,
            variables={"RELEASED_VERSION": functions.version.version},
        )
        integration = HttpLambdaIntegration("Parcels", self.function)
        for path, method in ROUTES:
            api.http_api.add_routes(path=path, methods=[method], integration=integration)
        # An output of such a name is what the verification of a release asks besides `/health`.
        cdk.CfnOutput(stack, "ParcelsSmokePath", value=HEALTH)
        self.alarms = [
            health_alarm(
                self,
                "ErrorsAlarm",
                self.function.metric_errors(period=MINUTE),
                threshold=5,
                description="Five requests within a minute ended in an error of the function for parcels",
            )
        ]
        self._tell_of_refused_requests(service)

    def _tell_of_refused_requests(self, service: ServiceParts) -> None:
        refused: cloudwatch.Alarm = health_alarm(
            self,
            "ThrottlesAlarm",
            self.function.metric_throttles(period=MINUTE),
            threshold=1,
            minutes=2,
            description="Lambda refused requests to the function for parcels: concurrency is used up",
        )
        tell = actions.SnsAction(service.alarm_topic)
        refused.add_alarm_action(tell)
        refused.add_ok_action(tell)
