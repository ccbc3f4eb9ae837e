"""Traces of orders: one of a request and its queries, and nothing about customers."""

from collections.abc import Iterator

import pytest
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from orders import api
from orders.store import OrderStore
from sqlalchemy import Engine
from web import tracing

from tests.support.service_log import Lines
from tests.unit.service.box import Service


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def service(engine: Engine, log: Lines, spans: InMemorySpanExporter) -> Iterator[Service]:
    """One of its own, instrumented: what has answered a request stays as it is."""
    app = api.create(OrderStore(engine), version="42", needed_revision="0001")
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracing.instrument(app, engine, provider)
    yield Service(app)
    FastAPIInstrumentor.uninstrument_app(app)
    SQLAlchemyInstrumentor().uninstrument()


def test_an_order_and_its_queries_are_one_trace_that_does_not_tell_who_ordered_what(
    service: Service, spans: InMemorySpanExporter
) -> None:
    service.place(key="key-of-customer-7")
    found = spans.get_finished_spans()
    assert "POST /orders" in {span.name for span in found}
    assert any(span.name.startswith("INSERT") for span in found)
    assert len({span.context.trace_id for span in found}) == 1
    told = "".join(span.to_json() for span in found)
    assert "customer-7" not in told and "PEN-01" not in told
