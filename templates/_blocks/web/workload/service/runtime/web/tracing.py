"""Traces: spans of requests and queries, sent to X-Ray's OTLP endpoint without a collector in between.

Only where OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set. The sampler is OpenTelemetry's own: OTEL_TRACES_SAMPLER and
OTEL_TRACES_SAMPLER_ARG.
"""

import boto3
import requests
from fastapi import FastAPI
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from requests_aws4auth import AWS4Auth  # type: ignore[import-untyped]
from sqlalchemy import Engine

from web.settings import ServiceSettings

# What is left of the 30 seconds that ECS waits, after 25 for the requests in flight.
EXPORT_SECONDS = 3


def provider(settings: ServiceSettings) -> TracerProvider | None:
    """Where spans go, or None: then nothing is traced."""
    if settings.traces_endpoint is None:
        return None
    session = requests.Session()
    # The credentials of the task expire every few hours: they are asked for again at each signature.
    session.auth = AWS4Auth(
        region=settings.aws_region, service="xray", refreshable_credentials=boto3.Session().get_credentials()
    )
    made = TracerProvider(
        resource=Resource.create(
            {
                "service.name": settings.service_name,
                "service.version": settings.version,
                "deployment.environment.name": settings.environment_name,
            }
        ),
        shutdown_on_exit=False,
    )
    made.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(settings.traces_endpoint, session=session, timeout=EXPORT_SECONDS))
    )
    return made


def instrument(app: FastAPI, engine: Engine | None, to: TracerProvider) -> None:
    """Spans for each request, without probes, and for each query. Queries are traced without their parameters."""
    FastAPIInstrumentor.instrument_app(app, tracer_provider=to, excluded_urls="/health$,/ready$")
    if engine is not None:
        SQLAlchemyInstrumentor().instrument(engine=engine, tracer_provider=to)
