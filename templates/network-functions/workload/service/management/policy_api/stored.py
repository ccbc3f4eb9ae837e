"""A version of the policy as S3 keeps it: its author stands in the metadata of the object."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from policy_api.models import PolicyDocument, PolicyVersion

# Metadata travels in headers: the rest is percent-encoded.
SAFE = " /:=+,.@-_"


@dataclass(frozen=True, kw_only=True)
class Author:
    """What is kept with a version. changed_by: an ARN. request_id: of the request that wrote it."""

    changed_by: str
    request_id: str
    comment: str | None = None
    restored_from: str | None = None

    def metadata(self) -> dict[str, str]:
        """Itself, for S3."""
        fields = {
            "changed-by": self.changed_by,
            "request-id": self.request_id,
            "comment": self.comment,
            "restored-from": self.restored_from,
        }
        return {name: quote(value, safe=SAFE) for name, value in fields.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A version with its text. etag: what S3 compares before it writes. request_id: see Author."""

    document: PolicyDocument
    etag: str
    request_id: str | None


def stored(answer: Any) -> Stored:
    """What GetObject answered."""
    with answer["Body"] as body:
        # A file of other bytes can only come from somebody who went round this API: they shall see it, and mend it.
        text = body.read().decode(errors="replace")
    return Stored(
        document=PolicyDocument(**version(answer).model_dump(), text=text),
        etag=answer["ETag"],
        request_id=_metadata(answer, "request-id"),
    )


def version(answer: Any) -> PolicyVersion:
    """What GetObject or HeadObject answered, without the text."""
    return PolicyVersion(
        version=answer["VersionId"],
        changed_at=answer["LastModified"],
        changed_by=_metadata(answer, "changed-by"),
        comment=_metadata(answer, "comment"),
        restored_from=_metadata(answer, "restored-from"),
    )


def _metadata(answer: Any, name: str) -> str | None:
    value = answer["Metadata"].get(name)
    return None if value is None else unquote(value)
