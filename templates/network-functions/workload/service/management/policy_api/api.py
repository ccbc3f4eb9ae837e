"""The HTTP API: reads requests, calls the logic, writes answers. Errors are answered in `policy_api.errors`."""

import os
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from policy_api import errors
from policy_api.access import HEALTH, signed_only
from policy_api.answers import changed, document
from policy_api.audit import Action, audited
from policy_api.logic import Policies
from policy_api.models import Change, Health, PolicyDocument, Versions
from policy_api.observability import logger, metrics
from policy_api.parameters import Accept, Before, Comment, IfMatch, IfNoneMatch, Limit
from policy_api.request import author, caller, policy_text, replaced_version
from policy_api.responses import BODY, CHANGE, SIGNED, responses
from policy_api.settings import Settings
from policy_api.store import PolicyStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# All of this runs once, at the cold start: a wrong variable stops the function before it takes a request.
settings = Settings.load(os.environ)
# Three attempts of a call fit into the 29 seconds that API Gateway waits.
s3: "S3Client" = boto3.client(
    "s3", config=Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})
)
store = PolicyStore(s3, settings.policy_bucket, settings.policy_key)
policies = Policies(store, settings.placement)

app = APIGatewayRestResolver(
    enable_validation=True,
    # An answer of ours that breaks its own model is our error. (Powertools would call it the caller's, with 422.)
    response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
)
errors.register(app)
app.use([signed_only])


@app.get(
    "/policy",
    summary="Read the policy in force",
    tags=["policy"],
    responses=responses("The policy, its version as ETag", PolicyDocument, *SIGNED, HTTPStatus.NOT_FOUND),
)
def read_policy(accept: Accept = None) -> Response[Any]:
    return document(policies.current(), accept)


@app.put(
    "/policy",
    summary="Replace the policy",
    tags=["policy"],
    responses=responses(
        "The new version is in force", Change, *BODY, *CHANGE, also={HTTPStatus.CREATED: "The first policy is in force"}
    ),
)
def replace_policy(
    if_match: IfMatch = None, if_none_match: IfNoneMatch = None, comment: Comment = None
) -> Response[Change]:
    who = caller(app.current_event)
    with audited(Action.REPLACE, who) as attempt:
        change = policies.replace(
            policy_text(app.current_event),
            replaces=replaced_version(if_match, if_none_match),
            author=author(who, comment),
            attempt=attempt,
        )
    return changed(change)


@app.post(
    "/policy/validate",
    summary="Check a policy and tell what it would change, without changing anything",
    tags=["policy"],
    responses=responses("The policy is valid", Change, *BODY),
)
def validate_policy() -> Change:
    return policies.dry_run(policy_text(app.current_event))


@app.get(
    "/policy/versions",
    summary="List the versions, the newest first",
    tags=["versions"],
    responses=responses("A page of versions", Versions, *SIGNED, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND),
)
def list_versions(limit: Limit = 20, before: Before = None) -> Versions:
    return policies.versions(limit=limit, before=before)


@app.get(
    "/policy/versions/<version>",
    summary="Read a version",
    tags=["versions"],
    responses=responses("The version", PolicyDocument, *SIGNED, HTTPStatus.NOT_FOUND),
)
def read_version(version: str, accept: Accept = None) -> Response[Any]:
    return document(policies.find(version), accept)


@app.post(
    "/policy/versions/<version>/restore",
    summary="Put the text of an earlier version into force again, as a new version",
    tags=["versions"],
    responses=responses(
        "The new version is in force",
        Change,
        *CHANGE,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        also={HTTPStatus.CREATED: "The version is in force again after the policy had been deleted"},
    ),
)
def restore_version(
    version: str, if_match: IfMatch = None, if_none_match: IfNoneMatch = None, comment: Comment = None
) -> Response[Change]:
    who = caller(app.current_event)
    with audited(Action.RESTORE, who) as attempt:
        change = policies.restore(
            version,
            replaces=replaced_version(if_match, if_none_match),
            author=author(who, comment, restored_from=version),
            attempt=attempt,
        )
    return changed(change)


@app.get(
    HEALTH,
    summary="Tell which version the fleet runs, and whether its policy can be read",
    tags=["operations"],
    responses=responses(
        "The API works", Health, also={HTTPStatus.SERVICE_UNAVAILABLE: "The policy store cannot be read"}
    ),
)
def health() -> Response[Health]:
    readable = store.is_readable()
    body = Health(
        status="ok" if readable else "unavailable",
        version=settings.deployed_version,
        policy_store="readable" if readable else "unreadable",
    )
    status = HTTPStatus.OK if readable else HTTPStatus.SERVICE_UNAVAILABLE
    return Response(status.value, content_type=content_types.APPLICATION_JSON, body=body)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST, clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of API Gateway (REST API, Lambda proxy integration)."""
    return app.resolve(event, context)
