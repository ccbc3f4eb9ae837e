"""Functions of Lambda: their runtime is supported, their handler is there, and who calls them waits long enough."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from ..deliveries import ALIAS
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_text, references
from ..values import known, number, walk

FUNCTION = "AWS::Lambda::Function"
MAPPING = "AWS::Lambda::EventSourceMapping"
QUEUE = "AWS::SQS::Queue"
RUNTIMES = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
CODE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html"
QUEUES = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"
HTTP_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"

# The end of support. Source: AWS Lambda developer guide, "Lambda runtimes", deprecated and supported runtimes.
SUPPORTED_UNTIL = {
    "dotnetcore1.0": "2019-06-27",
    "dotnetcore2.0": "2019-05-30",
    "dotnetcore2.1": "2022-01-05",
    "dotnetcore3.1": "2023-04-03",
    "dotnet5.0": "2022-05-10",
    "dotnet6": "2024-12-20",
    "dotnet7": "2024-05-14",
    "dotnet8": "2026-11-10",
    "go1.x": "2024-01-08",
    "java8": "2024-01-08",
    "java8.al2": "2027-06-30",
    "java11": "2027-06-30",
    "java17": "2027-06-30",
    "nodejs": "2016-10-31",
    "nodejs4.3": "2020-03-05",
    "nodejs6.10": "2019-08-12",
    "nodejs8.10": "2020-03-06",
    "nodejs10.x": "2021-07-30",
    "nodejs12.x": "2023-03-31",
    "nodejs14.x": "2023-12-04",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "nodejs22.x": "2027-04-30",
    "provided": "2024-01-08",
    "provided.al2": "2026-07-31",
    "python2.7": "2021-07-15",
    "python3.6": "2022-07-18",
    "python3.7": "2023-12-04",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "python3.10": "2026-10-31",
    "python3.11": "2027-06-30",
    "ruby2.5": "2021-07-30",
    "ruby2.7": "2023-12-07",
    "ruby3.2": "2026-03-31",
    "ruby3.3": "2027-03-31",
}

_FUNCTION = """
    Function:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: python3.13
        Handler: index.handler
        Timeout: 25
        Code: {ZipFile: "def handler(event, context): pass"}
"""
_QUEUE = """
    Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 60}}
    Messages:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Function}
"""
_INTEGRATION = """
    Integration:
      Type: AWS::ApiGatewayV2::Integration
      Properties: {IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Function.Arn}
"""


@rule(
    id="runtime-is-supported",
    reason="AWS mends no runtime after its end of support, and blocks new and changed functions some months later.",
    source=RUNTIMES,
    fails=with_resources(_FUNCTION.replace("python3.13", "python3.8")),
    passes=with_resources(_FUNCTION),
)
def runtime_is_supported(repository: Repository) -> Iterator[At]:
    """A function runs on a runtime that AWS supports today."""
    today = datetime.now(UTC).date()
    for function in repository.of_type(FUNCTION):
        runtime = known(function.template, function.get("Runtime")) or ""
        end = SUPPORTED_UNTIL.get(runtime)
        if end and date.fromisoformat(end) < today:
            yield At.of(
                function,
                f"AWS supports the runtime {runtime} until {end} only, and later blocks changes of its functions: "
                "take a newer one",
            )


@rule(
    id="handler-of-inline-code",
    reason="CloudFormation writes inline code into the file index, so a handler of another file is not found.",
    source=CODE,
    fails=with_resources(_FUNCTION.replace("index.handler", "app.handler")),
    passes=with_resources(_FUNCTION),
)
def handler_of_inline_code(repository: Repository) -> Iterator[At]:
    """The handler of inline code is in the file index, and is defined there."""
    for function in repository.of_type(FUNCTION):
        code, handler = function.get("Code", "ZipFile"), known(function.template, function.get("Handler"))
        runtime = known(function.template, function.get("Runtime")) or ""
        if code is None or not handler or not runtime.startswith(("python", "nodejs")):
            continue
        file, _, name = handler.rpartition(".")
        text = as_text(code)
        # A placeholder, until something else uploads the code, which then has folders.
        placeholder = re.search(r"[./]", file) or not re.search(
            r"\b(def|function|lambda|exports?|import|=>)(\b|(?<=>))", text
        )
        if placeholder or (isinstance(code, Mapping) and not set(code) & {"Fn::Sub", "Fn::Join"}):
            continue
        if file != "index":
            problem = f"is {handler}, and CloudFormation writes inline code into the file index: write index.{name}"
        elif name and "Fn::" not in text and "${" not in text and not re.search(rf"\b{re.escape(name)}\b", text):
            problem = f"is {handler}, and the inline code has no {name}: give the handler the name of a function of it"
        else:
            continue
        yield At.of(function, f"its handler {problem}")


def _function(resource: Resource, value: object) -> Resource | None:
    """The function that a value names by itself or through an alias."""
    found = resource.template.resource(value)
    if found is not None and found.type in {ALIAS, "AWS::Lambda::Version"}:
        found = resource.template.resource(found.get("FunctionName"))
    return found if found is not None and found.type == FUNCTION else None


@rule(
    id="queue-waits-for-its-function",
    reason="Lambda refuses a queue whose messages come back before the function has ended.",
    source=QUEUES,
    fails=with_resources(_FUNCTION.replace("Timeout: 25", "Timeout: 90") + _QUEUE),
    passes=with_resources(_FUNCTION + _QUEUE),
)
def queue_waits(repository: Repository) -> Iterator[At]:
    """The visibility timeout of a queue is at least the timeout of the function that reads it."""
    for mapping in repository.of_type(MAPPING):
        queue = mapping.template.resource(mapping.get("EventSourceArn"))
        function = _function(mapping, mapping.get("FunctionName"))
        if queue is None or queue.type != QUEUE or function is None:
            continue
        written = queue.get("VisibilityTimeout")
        visible = 30.0 if written is None else number(queue.template, written)
        limit = function.get("Timeout")
        seconds = 3.0 if limit is None else number(function.template, limit)
        if visible is not None and seconds is not None and visible < seconds:
            yield At.of(
                queue,
                f"its VisibilityTimeout is {visible:g} seconds{'' if written is not None else ' (the default)'}, and "
                f"the function {function.id} may run for {seconds:g}: make it at least that, better six times",
            )


@rule(
    id="api-waits-for-its-function",
    reason="API Gateway answers with an error after half a minute, while the function works on and is billed.",
    source=HTTP_API,
    fails=with_resources(_FUNCTION.replace("Timeout: 25", "Timeout: 60") + _INTEGRATION),
    passes=with_resources(_FUNCTION + _INTEGRATION),
)
def api_waits(repository: Repository) -> Iterator[At]:
    """A function that answers requests of API Gateway ends before API Gateway gives up."""
    for template in repository.templates:
        limits: dict[str, tuple[Resource, float, str]] = {}
        others: set[str] = set()
        for resource in template.resources.values():
            for value, most in _integrations(resource):
                function = _function(resource, value)
                if function is not None and most is not None:
                    limits[function.id] = (function, most, resource.id)
            if resource.type in {MAPPING, "AWS::Lambda::Url", "AWS::Events::Rule", "AWS::Scheduler::Schedule"}:
                others |= set(references(resource.properties))
        for function, most, api in limits.values():
            seconds = number(template, function.get("Timeout"))
            if seconds is not None and seconds > most and function.id not in others:
                yield At.of(
                    function,
                    f"it may run for {seconds:g} seconds, and API Gateway ({api}) waits for {most:g} at most: make its "
                    "Timeout shorter, so that the caller hears of it",
                )


def _integrations(resource: Resource) -> Iterator[tuple[object, float | None]]:
    """What an API calls, and for how many seconds it waits; an event is not waited for."""
    if resource.type == "AWS::ApiGatewayV2::Integration":
        api = resource.template.resource(resource.get("ApiId"))
        # A function behind a WebSocket may answer later, through the connection.
        if api is not None and api.text("ProtocolType") == "WEBSOCKET":
            return
        given = resource.get("TimeoutInMillis")
        limit = 30.0 if given is None else number(resource.template, given)
        yield resource.get("IntegrationUri"), limit if given is None or limit is None else limit / 1000
    elif resource.type == "AWS::ApiGateway::Method" and resource.text("Integration", "Type") == "AWS_PROXY":
        if "InvocationType" not in str(resource.get("Integration", "RequestParameters")):
            given = resource.get("Integration", "TimeoutInMillis")
            milliseconds = 29000.0 if given is None else number(resource.template, given)
            yield resource.get("Integration", "Uri"), None if milliseconds is None else milliseconds / 1000
    elif resource.type == "AWS::ApiGatewayV2::Api":
        for each in walk(resource.get("Body"), "uri"):
            yield each, 30.0
