"""Where the policy comes from: a file, or an object in S3. Both say which version they give."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from packet_filter.policy_file import MAX_BYTES


class SourceError(Exception):
    """The policy cannot be read; the message names the file or object, and why."""


@dataclass(frozen=True, kw_only=True)
class Versioned:
    """A policy as it was written, perhaps wrong. version: another one for another text."""

    text: str
    version: str


class PolicySource(Protocol):
    """Something that has a policy."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def latest(self) -> Versioned:
        """The newest version, also when it was given before. Raises SourceError: it cannot be read."""


class FileSource:
    """A file of the image or of a volume. Its version is the beginning of its SHA-256."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = str(path)

    def latest(self) -> Versioned:
        """Raises SourceError: the file is missing, unreadable, or no text."""
        try:
            with self._path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise SourceError(f"{self.name}: {error.strerror}; the policy has to be a readable file.") from None
        return Versioned(text=_text(content, self.name), version=hashlib.sha256(content).hexdigest()[:12])


class S3Source:
    """An object in S3, fetched only when its ETag has changed. Its version is that of S3, or its ETag without one.

    client: of boto3; it has to give up within seconds, because it is asked by the loop that also drains.
    """

    def __init__(self, client: Any, *, bucket: str, key: str) -> None:
        self._client = client
        self._bucket = bucket
        self._key = key
        self._etag: str | None = None
        self._last: Versioned | None = None
        self.name = f"s3://{bucket}/{key}"

    def latest(self) -> Versioned:
        """Raises SourceError: S3 does not give the object, or it is no text."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

        unless = {"IfNoneMatch": self._etag} if self._etag and self._last else {}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key, **unless)
            content = answer["Body"].read(MAX_BYTES + 1)
        except ClientError as error:
            if self._last and error.response["ResponseMetadata"]["HTTPStatusCode"] == 304:
                return self._last
            code, words = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
            raise SourceError(f"{self.name}: S3 answers {code} ({words}).") from None
        except (BotoCoreError, HTTPClientError, OSError) as error:
            raise SourceError(f"{self.name}: {error}.") from None
        text = _text(content, self.name)
        version = answer.get("VersionId")
        # "null" is what S3 calls the version of an object from before its bucket had versions.
        if version in (None, "null"):
            version = str(answer["ETag"]).strip('"')
        self._etag, self._last = answer["ETag"], Versioned(text=text, version=version)
        return self._last


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # The largest policy that is read may be cut within a character; its size is what is then refused.
        if len(content) > MAX_BYTES:
            return content.decode("utf-8", errors="replace")
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{name} line {line}: byte {content[error.start]:#04x} is not UTF-8.") from None
