"""Who may come in: every route but the health check wants a signature."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from policy_api.request import caller

HEALTH = "/health"


def signed_only(app: APIGatewayRestResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Refuse what nobody signed. API Gateway does so already; a route that lost its authorisation stays closed."""
    if app.current_event.path != HEALTH:
        caller(app.current_event)
    return next_middleware(app)
