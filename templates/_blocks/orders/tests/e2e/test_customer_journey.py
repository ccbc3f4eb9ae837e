"""A customer orders, loses the connection, tries again, and finds exactly one order; another customer is apart."""

from typing import Any

from tests.support.deployed import Deployed, new_key


def order_of(customer: str) -> dict[str, Any]:
    return {
        "customer_id": customer,
        "currency": "EUR",
        "lines": [
            {"sku": "DESK-140", "quantity": 1, "unit_price": 32_900},
            {"sku": "LAMP-7", "quantity": 2, "unit_price": 4_550},
        ],
    }


def test_a_customer_orders_once_although_the_request_is_sent_twice(environment: Deployed) -> None:
    # Given an order that the customer has placed
    order, key = order_of("e2e-alice"), new_key()
    placed = environment.place(order, key=key)
    assert placed.status == 201
    # Then the customer pays for what was ordered, and finds it under its address
    assert placed.body["total"] == 32_900 + 2 * 4_550
    assert environment.request("GET", placed.headers["Location"]).body == placed.body
    # When the answer got lost and the customer's browser sends the order again
    again = environment.place(order, key=key)
    # Then it is the same order, also when it is read
    assert again.body == placed.body
    assert environment.request("GET", again.headers["Location"]).body == placed.body


def test_a_customer_cannot_change_an_order_by_sending_another_with_its_key(environment: Deployed) -> None:
    # Given a placed order
    order, key = order_of("e2e-alice"), new_key()
    placed = environment.place(order, key=key)
    # When another quantity is sent with the same key
    changed = environment.place({**order, "lines": [{**order["lines"][0], "quantity": 9}]}, key=key)
    # Then it is refused, and the order stays as it was
    assert changed.status == 422
    assert environment.request("GET", placed.headers["Location"]).body == placed.body


def test_two_customers_with_the_same_key_do_not_get_each_others_orders(environment: Deployed) -> None:
    # Given a key that two customers happen to choose
    key = new_key()
    # When both order with it
    of_alice, of_bob = (
        environment.place(order_of("e2e-alice"), key=key),
        environment.place(order_of("e2e-bob"), key=key),
    )
    # Then each has an order of their own
    assert (of_alice.status, of_bob.status) == (201, 201)
    assert of_alice.body["order_id"] != of_bob.body["order_id"]
    for placed, customer in ((of_alice, "e2e-alice"), (of_bob, "e2e-bob")):
        read = environment.request("GET", placed.headers["Location"])
        assert read.body["customer_id"] == customer


def test_a_refused_order_says_what_to_correct_and_the_corrected_one_is_placed(environment: Deployed) -> None:
    # Given an order with a quantity that nobody can mean
    order, key = order_of("e2e-alice"), new_key()
    refused = environment.place({**order, "lines": [{**order["lines"][0], "quantity": 0}]}, key=key)
    assert refused.status == 422
    assert [problem["where"] for problem in refused.body["problems"]] == ["body.lines.0.quantity"]
    # When the customer corrects it and sends it with the same key
    # Then it is placed: a refused order does not use up the key
    assert environment.place(order, key=key).status == 201
