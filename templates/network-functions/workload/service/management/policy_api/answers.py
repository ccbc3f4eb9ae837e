"""Answers that are about one version of the policy: its id is their ETag."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response, content_types

from policy_api.models import Change, PolicyDocument
from policy_api.request import YAML, wants_yaml


def changed(change: Change) -> Response[Any]:
    """After a change: 201 when there was no policy before."""
    status = HTTPStatus.OK if change.replaces else HTTPStatus.CREATED
    return Response(status.value, content_type=content_types.APPLICATION_JSON, headers=_etag(change), body=change)


def document(found: PolicyDocument, accept: str | None) -> Response[Any]:
    """A version of the policy, as the caller wants it: its bare text, or JSON."""
    headers = _etag(found) | {"Vary": "Accept"}
    if wants_yaml(accept):
        return Response(HTTPStatus.OK.value, f"{YAML}; charset=utf-8", body=found.text, headers=headers)
    return Response(HTTPStatus.OK.value, content_types.APPLICATION_JSON, body=found, headers=headers)


def _etag(about: Change | PolicyDocument) -> dict[str, Any]:
    return {"ETag": f'"{about.version}"'}
