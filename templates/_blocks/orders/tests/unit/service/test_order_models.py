"""What counts as an order."""

from typing import Any

import pytest
from orders.models import MAX_LINES, NewOrder, Order
from pydantic import ValidationError

LINE = {"sku": "PEN-01", "quantity": 1, "unit_price": 250}


def order(**changes: Any) -> dict[str, Any]:
    return {"customer_id": "customer-7", "currency": "EUR", "lines": [LINE], **changes}


def line(**changes: Any) -> dict[str, Any]:
    return order(lines=[{**LINE, **changes}])


def test_a_usual_order_is_accepted() -> None:
    assert NewOrder.model_validate(order()).lines[0].unit_price == 250


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (order(lines=[]), "lines"),
        (order(lines=[{**LINE, "sku": f"A-{n}"} for n in range(MAX_LINES + 1)]), "lines"),
        (order(customer_id=""), "customer_id"),
        (order(customer_id="a b"), "customer_id"),
        (order(currency="euro"), "currency"),
        (order(coupon="FREE"), "coupon"),
        (line(sku="pen 01"), "lines.0.sku"),
        (line(quantity=0), "lines.0.quantity"),
        (line(quantity=-1), "lines.0.quantity"),
        (line(quantity=10_001), "lines.0.quantity"),
        (line(quantity="2"), "lines.0.quantity"),
        (line(quantity=True), "lines.0.quantity"),
        (line(unit_price=-1), "lines.0.unit_price"),
        (line(unit_price=2.5), "lines.0.unit_price"),
        (line(discount=1), "lines.0.discount"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(data: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NewOrder.model_validate(data)
    assert [".".join(map(str, e["loc"])) for e in refused.value.errors()] == [where]


def test_the_same_article_on_two_lines_is_refused_by_its_name() -> None:
    with pytest.raises(ValidationError, match="repeated: PEN-01"):
        NewOrder.model_validate(order(lines=[LINE, {**LINE, "unit_price": 1}]))


def test_a_gift_costs_nothing() -> None:
    assert NewOrder.model_validate(line(unit_price=0)).lines[0].unit_price == 0


def test_an_order_of_newer_code_can_be_read_after_a_rollback() -> None:
    newer = order(
        order_id="0b0e5f3c-2f5c-4c0a-9d3e-0c9a4f4f3c11",
        total=250,
        status="PLACED",
        placed_at="2026-03-10T05:16:23Z",
        gift_wrap=True,
        lines=[{**LINE, "colour": "blue"}],
    )
    assert Order.model_validate(newer).total == 250
