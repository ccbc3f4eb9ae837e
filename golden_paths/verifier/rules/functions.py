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

# From when AWS refuses changes of functions. AWS moves these days now and then, later until now. Source: AWS Lambda
# developer guide, "Lambda runtimes", column "Block function update", October 2026.
_NEXT = "2027-08-31"
CHANGES_UNTIL = {
    **dict.fromkeys(
        ["nodejs", "dotnetcore1.0", "dotnetcore2.0", "nodejs4.3", "nodejs6.10", "nodejs8.10"], "2020-03-06"
    ),
    "nodejs10.x": "2022-02-14",
    "ruby2.5": "2022-03-31",
    "dotnetcore2.1": "2022-04-13",
    "python2.7": "2022-05-30",
    "python3.6": "2022-08-29",
    "nodejs12.x": "2023-04-30",
    "dotnetcore3.1": "2023-05-03",
    **dict.fromkeys(["go1.x", "java8", "java8.al2", "java11", "java17", "provided", "provided.al2"], _NEXT),
    **dict.fromkeys(["nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs20.x", "dotnet6", "dotnet8"], _NEXT),
    **dict.fromkeys(["python3.7", "python3.8", "python3.9", "python3.10", "python3.11"], _NEXT),
    **dict.fromkeys(["ruby2.7", "ruby3.2", "ruby3.3"], _NEXT),
    "nodejs22.x": "2027-07-01",
}
# Functions that the CDK makes for resources of its own, with the runtime that it takes.
OF_CDK = re.compile(r"[0-9A-Fa-f]{32}|CustomResourceProvider|LogRetention|framework(onEvent|isComplete|onTimeout)")

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
    reason="CloudFormation cannot change a function whose runtime AWS has closed, so that the next release fails.",
    source=RUNTIMES,
    fails=with_resources(_FUNCTION.replace("python3.13", "python2.7")),
    passes=with_resources(_FUNCTION),
)
def runtime_is_supported(repository: Repository) -> Iterator[At]:
    """A function runs on a runtime of which AWS still takes changes."""
    for function in repository.of_type(FUNCTION):
        runtime = known(function.template, function.get("Runtime")) or ""
        end = CHANGES_UNTIL.get(runtime)
        # What works today is red on no morning that nobody chose, a hotfix would be stopped by it as well.
        if end and date.fromisoformat(end) < _today() and not OF_CDK.search(function.id):
            yield At.of(
                function,
                f"AWS takes no changes of functions with the runtime {runtime} since {end}, so that the next release "
                "fails: take a newer one",
            )


def _today() -> date:
    return datetime.now(UTC).date()


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
