"""The parameter and the secret for parcels, which the function of the API may read."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from extensions.parcels_values import parcels_value
from security.nag import accept
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.functions import Functions
from workload.service_parts import ServiceParts


class ParcelsSetting(Construct):
    """`parameter` comes with its value, `secret` empty: people write it once it is there."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        name = f"/{deployment_name(environment)}/parcels"
        self.parameter = ssm.StringParameter(
            self, "Parameter", parameter_name=name, string_value=parcels_value(environment.name)
        )
        # Not secretsmanager.Secret, which generates a value that looks as if somebody had written it, and changes the
        # policy of the key, which belongs to the data stack.
        self.secret = secretsmanager.CfnSecret(
            self, "Secret", description="For parcels; people write it", kms_key_id=service.key.key_arn
        )
        # What people wrote is data. A stack that fails when it is made first leaves nothing, since nobody wrote yet.
        self.secret.apply_removal_policy(
            cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if environment.protect_data else cdk.RemovalPolicy.DESTROY
        )
        accept(
            self.secret,
            rule="AwsSolutions-SMG4",
            reason="Who is on the other side decides how it rotates; functions notice a new value within five minutes",
        )
        stack = cdk.Stack.of(self)
        functions = stack.node.find_child("Functions")
        assert isinstance(functions, Functions)
        reader = functions.orders
        reader.add_environment("PARCELS_PARAMETER", self.parameter.parameter_name)
        reader.add_environment("PARCELS_SECRET_ARN", self.secret.ref)
        # Not grant_read, which allows more. Its role may decrypt with the key of the environment already.
        for action, resource in (
            ("ssm:GetParameter", self.parameter.parameter_arn),
            ("secretsmanager:GetSecretValue", self.secret.ref),
        ):
            reader.add_to_role_policy(iam.PolicyStatement(actions=[action], resources=[resource]))
        cdk.CfnOutput(stack, "ParcelsSecret", value=self.secret.ref)
