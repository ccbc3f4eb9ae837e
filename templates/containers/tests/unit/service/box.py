"""The service in a box: sends requests to its API as the load balancer does."""

from typing import Any

from tests.support.api_client import Answer, Client

ORDER: dict[str, Any] = {
    "customer_id": "customer-7",
    "currency": "EUR",
    "lines": [{"sku": "PEN-01", "quantity": 3, "unit_price": 250}, {"sku": "INK-02", "quantity": 1, "unit_price": 999}],
}


class Service(Client):
    """Sends requests to the API."""

    def place(self, order: Any = None, *, key: str | None = None, synthetic: bool = False) -> Answer:
        """POST /orders, by default a valid order."""
        headers = {"idempotency-key": key} if key else {}
        if synthetic:
            headers["x-synthetic"] = "true"
        return self.request("POST", "/orders", ORDER if order is None else order, headers=headers)
