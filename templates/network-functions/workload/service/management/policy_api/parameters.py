"""Headers and query parameters of the API.

The text of those that belong to a change is checked in `request` and not by their types: what Powertools refuses
never reaches the route, and so not the audit log.
"""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from policy_api.request import MAX_COMMENT

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The version that you have read and want to replace (its ETag)")
]
IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="`*`: you expect that there is no policy yet")
]
Accept = Annotated[
    str | None, Header(alias="Accept", description="application/yaml or text/yaml: the bare text instead of JSON")
]
Comment = Annotated[
    str | None,
    Query(description=f"Why: kept with the version; one line, at most {MAX_COMMENT} characters"),
]
Limit = Annotated[int, Query(ge=1, le=100, description="How many versions to list")]
Before = Annotated[
    str | None, Query(description="List the versions that are older than this one: `next` of the page before")
]
