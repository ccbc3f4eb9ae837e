"""Reads what a request carries beside its path: the policy, the version it replaces, the comment, who signed it."""

import re
from dataclasses import dataclass

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from packet_filter.policy_file import MAX_BYTES

from policy_api.refusals import NoPrecondition, NotReadable, NotSigned, NotYaml, TooLarge
from policy_api.stored import Author

# Kept with the version in S3, which takes 2 KB of metadata; a character may need 12 bytes there.
MAX_COMMENT = 100
YAML = "application/yaml"
YAML_TYPES = (YAML, "text/yaml")
JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who sends a request. arn: as IAM knows them. source_ip: as API Gateway sees it. request_id: API Gateway's."""

    arn: str
    source_ip: str
    request_id: str


def caller(event: APIGatewayProxyEvent) -> Caller:
    """Who signed the request. Raises NotSigned: nobody did, because the route lacks its IAM authorisation."""
    identity = event.request_context.identity
    if not identity.user_arn:
        raise NotSigned("Sign the request with Signature Version 4, for example with `curl --aws-sigv4`")
    return Caller(arn=identity.user_arn, source_ip=identity.source_ip, request_id=event.request_context.request_id)


def policy_text(event: APIGatewayProxyEvent) -> str:
    """The policy in the body.

    Raises NotYaml, TooLarge, or NotReadable: the body is not UTF-8.
    """
    kind, _, parameters = event.headers.get("content-type", "").partition(";")
    charset = re.fullmatch(r'\s*charset="?(.+?)"?\s*', parameters, re.IGNORECASE)
    if kind.strip().lower() not in YAML_TYPES or (charset and charset[1].lower() not in ("utf-8", "us-ascii")):
        raise NotYaml(f"Send the policy as {' or '.join(YAML_TYPES)}, in UTF-8")
    try:
        text = event.decoded_body or ""
        size = len(text.encode())
    except ValueError as error:  # of base64, or of UTF-8
        raise NotReadable("The body is not UTF-8") from error
    if size > MAX_BYTES:
        raise TooLarge(
            "The policy is larger than 1 MiB; write networks instead of single addresses, for example 10.0.0.0/8"
        )
    return text


def replaced_version(if_match: str | None, if_none_match: str | None) -> str | None:
    """The version that the caller wants to replace; None: they expect that there is no policy yet.

    Raises NoPrecondition: they do not say. NotReadable: a header is not one version.
    """
    if if_match is None and if_none_match is None:
        raise NoPrecondition(
            'Send the version that you have read as If-Match, for example If-Match: "3HL4kqtJvjVBH40Nrjfkd"; '
            "or If-None-Match: * when there is no policy yet"
        )
    if if_match is None:
        if if_none_match != "*":
            raise NotReadable("If-None-Match can only be *, which creates the first policy")
        return None
    # Also without the quotation marks of HTTP: shells take them away.
    version = re.fullmatch(r'"([^\s",*]+)"|([^\s",*]+)', if_match.strip())
    if if_none_match is not None or version is None:
        raise NotReadable('If-Match has to be one version, for example If-Match: "3HL4kqtJvjVBH40Nrjfkd"')
    return version[1] or version[2]


def author(who: Caller, comment: str | None, *, restored_from: str | None = None) -> Author:
    """What to keep with a change. Raises NotReadable: the comment is too long or more than one line."""
    return Author(
        changed_by=who.arn, request_id=who.request_id, comment=_one_line(comment), restored_from=restored_from
    )


def _one_line(comment: str | None) -> str | None:
    if comment is None or not comment.strip():
        return None
    if len(comment.strip()) > MAX_COMMENT or not comment.strip().isprintable():
        raise NotReadable(f"The comment has to be one line of at most {MAX_COMMENT} characters")
    return comment.strip()


def wants_yaml(accept: str | None) -> bool:
    """Whether the caller asks for the bare text of the policy; otherwise they get it in JSON."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in (accept or "").split(",")]
    return next((kind in YAML_TYPES for kind in kinds if kind in (*YAML_TYPES, JSON)), False)
