"""Traces: sent signed to the endpoint that is set, and nowhere without one."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from fastapi import FastAPI
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import Engine
from web import tracing
from web.server import FINISH_SECONDS

from tests.support.api_client import Client
from tests.support.loopback import listening
from tests.support.service_log import Lines
from tests.unit.web.letters import LetterSettings

ECS_WAITS_SECONDS = 30
LETTER = {"text": "a secret"}


@dataclass
class Collector:
    """An OTLP endpoint on this machine, and what it got."""

    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def resources(self) -> list[dict[str, str]]:
        return [
            {each.key: each.value.string_value for each in resource.resource.attributes}
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        ]

    def spans(self) -> list[Any]:
        return [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    collected = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collected.headers.append({name.lower(): value for name, value in self.headers.items()})
            collected.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Not on the screen."""

    with listening(Handler) as server:
        collected.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
        yield collected


@pytest.fixture
def traced(app: FastAPI, engine: Engine, settings: LetterSettings, collector: Collector) -> Iterator[Any]:
    """The service, instrumented; call the value to send what was collected."""
    there = settings.model_copy(update={"traces_endpoint": collector.url, "aws_region": "eu-central-1"})
    provider = tracing.provider(there)
    assert provider is not None
    tracing.instrument(app, engine, provider)
    yield provider.shutdown
    provider.shutdown()
    FastAPIInstrumentor.uninstrument_app(app)
    SQLAlchemyInstrumentor().uninstrument()


def test_without_an_endpoint_nothing_is_traced(settings: LetterSettings, client: Client, log: Lines) -> None:
    assert tracing.provider(settings) is None
    client.request("POST", "/letters", LETTER)
    assert not any("trace_id" in line for line in log())


def test_spans_are_sent_with_the_signature_of_aws(traced: Any, client: Client, collector: Collector) -> None:
    client.request("POST", "/letters", LETTER)
    traced()
    (headers,) = collector.headers
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=testing/")
    assert "/eu-central-1/xray/aws4_request" in headers["authorization"]
    assert headers["x-amz-security-token"] == "testing"
    assert headers["content-type"] == "application/x-protobuf"


def test_a_request_and_its_queries_are_one_trace_that_the_log_names(
    traced: Any, client: Client, collector: Collector, log: Lines
) -> None:
    client.request("POST", "/letters", LETTER)
    traced()
    spans = collector.spans()
    assert "POST /letters" in {span.name for span in spans}
    assert any(span.name.startswith("INSERT") for span in spans)
    (trace_id,) = {span.trace_id.hex() for span in spans}
    assert {line["trace_id"] for line in log() if "request_id" in line} == {trace_id}
    (resource,) = collector.resources()
    assert (resource["service.name"], resource["service.version"]) == ("service", "42")
    assert resource["deployment.environment.name"] == "test"


def test_traces_do_not_tell_what_was_sent(traced: Any, client: Client, collector: Collector) -> None:
    client.request("POST", "/letters", LETTER, headers={"x-customer": "customer-7"})
    traced()
    assert collector.bodies
    assert not any(secret in body for body in collector.bodies for secret in (b"customer-7", b"a secret"))


def test_probes_are_not_traced(traced: Any, client: Client, collector: Collector) -> None:
    client.request("GET", "/health")
    traced()
    assert collector.spans() == []


def test_an_unexpected_error_is_in_its_trace(traced: Any, client: Client, collector: Collector) -> None:
    assert client.request("GET", "/letters/0").status == 500
    traced()
    events = [event for span in collector.spans() for event in span.events]
    assert "ZeroDivisionError" in {a.value.string_value for event in events for a in event.attributes}


def test_a_collector_that_does_not_answer_holds_up_the_end_for_no_longer_than_is_left(
    settings: LetterSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert FINISH_SECONDS + tracing.EXPORT_SECONDS < ECS_WAITS_SECONDS
    monkeypatch.setattr(tracing, "EXPORT_SECONDS", 0.2)
    nobody = {"traces_endpoint": "http://127.0.0.1:9/v1/traces", "aws_region": "eu-central-1"}
    provider = tracing.provider(settings.model_copy(update=nobody))
    assert provider is not None
    provider.get_tracer("test").start_span("left over").end()
    began = time.monotonic()
    provider.shutdown()
    assert time.monotonic() - began < 1
