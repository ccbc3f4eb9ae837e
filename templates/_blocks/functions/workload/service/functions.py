"""The functions of this service: the API, and the two hooks that try out a new version of it."""

from typing import Literal

import aws_cdk as cdk
from constructs import Construct

from security.nag import accept
from workload.data.infrastructure import DataStack
from workload.environment import HOOK_MINUTES, Environment
from workload.names import hook_name
from workload.outputs import keep_probe
from workload.service.function import ServiceFunction

API_TIMEOUT = cdk.Duration.seconds(10)
# Placed once in the store of an environment, and found again by each release after that.
KEPT_ORDER = {
    "customer_id": "probe",
    "currency": "EUR",
    "lines": [{"sku": "PROBE-1", "quantity": 1, "unit_price": 1}],
}


class Functions(Construct):
    """`orders` with its newest `version`, and the hooks `pre_traffic` and `post_traffic` for that version."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, data: DataStack) -> None:
        super().__init__(scope, id)
        accept(
            self,
            rule="AwsSolutions-L1",
            reason="The wheels in the package are built for Python 3.13; both move together, when all wheels exist",
        )
        self._environment, self._data = environment, data
        self.orders = self._orders()
        self.version = self.orders.current_version
        kept_probe = keep_probe(self, path="/orders", body=KEPT_ORDER)
        self.pre_traffic = self._hook("PreTraffic", hook="pre", variables={"KEPT_PROBE": kept_probe})
        self.post_traffic = self._hook("PostTraffic", hook="post", variables={})

    def _orders(self) -> ServiceFunction:
        orders, idempotency = self._data.orders, self._data.idempotency
        function = ServiceFunction(
            self,
            "Orders",
            environment=self._environment,
            key=self._data.key,
            handler="orders.handlers.api.handler",
            timeout=API_TIMEOUT,
            variables={"TABLE_NAME": orders.table_name, "IDEMPOTENCY_TABLE_NAME": idempotency.table_name},
        )
        # Only what `orders/store.py` and Powertools' idempotency call: nobody scans, nobody deletes an order.
        orders.grant(function, "dynamodb:GetItem", "dynamodb:PutItem")
        idempotency.grant(
            function, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"
        )
        self._data.key.grant(
            function, "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey"
        )
        return function

    def _hook(self, id: str, *, hook: Literal["pre", "post"], variables: dict[str, str]) -> ServiceFunction:
        function = ServiceFunction(
            self,
            id,
            environment=self._environment,
            key=self._data.key,
            handler=f"orders.handlers.{hook}_traffic.handler",
            timeout=cdk.Duration.minutes(HOOK_MINUTES),
            variables={"TARGET_VERSION_ARN": self.version.function_arn, **variables},
            name=hook_name(self._environment, hook),
        )
        # The version, not the alias: the alias waits for the hook, so the hook must not wait for the alias.
        self.version.grant_invoke(function)
        return function
