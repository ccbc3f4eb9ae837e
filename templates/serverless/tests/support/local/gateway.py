"""API Gateway on this machine: an HTTP request becomes an event of an HTTP API (payload version 2.0)."""

import json
import re
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from tests.support.local.processes import Busy

# Any other body is handed over in base64.
TEXT = ("application/json", "application/xml", "application/javascript", "text/")
# As `Functions.invoke`.
Invoke = Callable[[str, dict[str, Any]], tuple[Any, str]]


def routing(routes: list[list[str]]) -> Map:
    """The most exact route wins, as in API Gateway; `$default` has what no other takes."""
    rules = []
    for method, path, name in routes:
        if path != "$default":
            written, names = _path(path)
            endpoint = (f"{method} {path}", name, names)
            rules.append(Rule(written, methods=None if method == "ANY" else [method], endpoint=endpoint))
    return Map(rules, strict_slashes=False, merge_slashes=False)


def _path(path: str) -> tuple[str, tuple[str, ...]]:
    """`/orders/{order-id}` as werkzeug writes it, with numbers for names, and the names; `{rest+}` has slashes too.

    werkzeug takes only names that Python would.
    """
    names: list[str] = []

    def part(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"<{'path:' if found[2] else ''}_{len(names) - 1}>"

    return re.sub(r"\{([^}+]+)(\+?)\}", part, path), tuple(names)


class Gateway:
    """A WSGI application for the routes of a definition."""

    def __init__(self, routes: list[list[str]], invoke: Invoke) -> None:
        self._routes, self._invoke = routing(routes), invoke
        self._default = next((name for _, path, name in routes if path == "$default"), None)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            (route, name, names), found = self._routes.bind_to_environ(request.environ).match()
        except (NotFound, MethodNotAllowed):
            if self._default is None:
                return _message(404, "Not Found")
            route, name, names, found = "$default", self._default, (), {}
        values = {each: found[f"_{number}"] for number, each in enumerate(names)}
        try:
            answered, problem = self._invoke(name, event(request, route, values))
        except Busy as busy:
            print(busy, file=sys.stderr, flush=True)
            return _message(503, str(busy))
        if problem:
            return _message(500, f"{name} does not start: {problem}")
        if answered is None:
            return _message(500, "Internal Server Error")
        return response(answered)


def event(request: Request, route: str, values: dict[str, Any]) -> dict[str, Any]:
    """The event that API Gateway would send for `request`. values: the parts of the path that the route names."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    cookies = [each.strip() for each in headers.pop("cookie", "").split(";") if each.strip()]
    body = request.get_data()
    text = headers.get("content-type", "application/octet-stream").startswith(TEXT)
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": request.path,
        "rawQueryString": request.query_string.decode(),
        "headers": headers,
        "requestContext": {
            "accountId": "111111111111",
            "apiId": "local",
            "domainName": request.host,
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.remote_addr,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": str(uuid4()),
            "routeKey": route,
            "stage": "$default",
            "timeEpoch": int(time.time() * 1000),
        },
        "isBase64Encoded": bool(body) and not text,
    }
    if cookies:
        made["cookies"] = cookies
    if request.args:
        made["queryStringParameters"] = {name: ",".join(each) for name, each in request.args.lists()}
    if values:
        made["pathParameters"] = values
    if body:
        made["body"] = body.decode(errors="replace") if text else b64encode(body).decode()
    return made


def response(answered: Any) -> Response:
    """What a caller gets. An answer without a status is the body of a good one, as API Gateway has it."""
    if not isinstance(answered, dict) or "statusCode" not in answered:
        body = answered if isinstance(answered, str) else json.dumps(answered)
        return Response(body, 200, content_type="application/json")
    body = answered.get("body") or ""
    made = Response(b64decode(body) if answered.get("isBase64Encoded") else body, answered["statusCode"])
    for name, value in (answered.get("headers") or {}).items():
        made.headers[name] = str(value)
    for cookie in answered.get("cookies") or []:
        made.headers.add("Set-Cookie", cookie)
    return made


def _message(status: int, message: str) -> Response:
    return Response(json.dumps({"message": message}), status, content_type="application/json")
