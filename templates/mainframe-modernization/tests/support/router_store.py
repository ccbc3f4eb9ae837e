"""Weights that follow a parameter of a Parameter Store in this process."""

import asyncio
import io
import json
from typing import Any

import boto3

from router.metrics import Metrics
from router.parameter import Parameter
from router.routes import Route
from router.weights import Weights
from tests.support.router_table import OPERATIONS

NAME = "/accounts/dev/router/weights"
INITIAL = {"inquiry": Route(weight=5, shadow=True), "posting": Route()}


class Store:
    """A parameter, and weights that follow it. read: how the router reads it; a test may break that."""

    def __init__(self) -> None:
        self.client = boto3.client("ssm", region_name="eu-central-1")
        self.read = self.client.get_parameter
        self.out = io.StringIO()
        self.weights = self.fresh()

    def get_parameter(self, **given: str) -> Any:
        return self.read(**given)

    def fresh(self, *, legacy: bool = True) -> Weights:
        """As a task that starts now. legacy: whether there is such a system."""
        self.metrics = Metrics(self.out, namespace="n", environment="dev", operations=["inquiry", "posting"])
        initial = INITIAL if legacy else dict.fromkeys(INITIAL, Route(weight=100))
        return Weights(Parameter(self, NAME), OPERATIONS, initial, self.metrics, legacy=legacy)

    def write(self, value: object) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        self.client.put_parameter(Name=NAME, Value=text, Type="String", Overwrite=True)

    def looked(self, weights: Weights | None = None) -> tuple[int, int]:
        """Look once. Returns the weight of the inquiry, and how many looks were refused or in vain so far."""
        chosen = weights or self.weights
        asyncio.run(chosen.look())
        self.metrics.flush(chosen.routes)
        lines = [json.loads(line) for line in self.out.getvalue().splitlines()]
        bad = sum(line.get("WeightsRefused", 0) + line.get("WeightsUnavailable", 0) for line in lines)
        return chosen.routes["inquiry"].weight, bad
