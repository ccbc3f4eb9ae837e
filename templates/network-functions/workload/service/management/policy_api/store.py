"""The policy in S3: one object in a versioned bucket, each change a version with its author in the metadata.

Nothing is ever overwritten blindly: S3 compares the version that is replaced in the same step in which it writes.
"""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from policy_api.models import ListedVersion, Versions
from policy_api.observability import logger
from policy_api.refusals import ChangedMeanwhile, NotFound
from policy_api.request import YAML
from policy_api.stored import Author, Stored, stored, version

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# S3 answers these when the object is another one than the writer expects, or is gone, or is being written.
LOST_THE_RACE = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")
# The last two: what S3 says of the version id of a deletion.
NO_SUCH_VERSION = ("NoSuchKey", "NoSuchVersion", "InvalidArgument", "404", "400", "MethodNotAllowed", "405")


class PolicyStore:
    """Reads and writes the policy. Errors of S3 that are nobody's mistake reach the caller unchanged."""

    def __init__(self, client: "S3Client", bucket: str, key: str) -> None:
        self._client = client
        self._object: Any = {"Bucket": bucket, "Key": key}

    def current(self) -> Stored | None:
        """The version in force, or None: there is no policy yet, or somebody deleted it."""
        try:
            return stored(self._client.get_object(**self._object))
        except self._client.exceptions.NoSuchKey:
            return None

    def find(self, version_id: str) -> Stored:
        """An earlier version, or the one in force. Raises NotFound."""
        try:
            return stored(self._client.get_object(**self._object, VersionId=version_id))
        except ClientError as error:
            raise _not_found(error, version_id) from error

    def versions(self, *, limit: int, before: str | None) -> Versions:
        """At most `limit` versions that are older than `before` (default: all), the newest first. Raises NotFound."""
        key = self._object["Key"]
        start: Any = {} if before is None else {"KeyMarker": key, "VersionIdMarker": before}
        try:
            page = self._client.list_object_versions(Bucket=self._object["Bucket"], Prefix=key, MaxKeys=limit, **start)
        except ClientError as error:
            raise _not_found(error, str(before)) from error
        more = page.get("NextKeyMarker") == key
        # Deletions are not listed: they have no text to read or restore.
        found = [self._listed(entry) for entry in page.get("Versions", []) if entry["Key"] == key]
        return Versions(
            versions=[listed for listed in found if listed is not None],
            next=page["NextVersionIdMarker"] if more else None,
        )

    def write(self, text: str, *, instead_of: Stored | None, author: Author) -> str:
        """Make `text` the version in force and return its id.

        instead_of: the version that it replaces; None: there has to be none. Raises ChangedMeanwhile otherwise.
        """
        condition: Any = {"IfNoneMatch": "*"} if instead_of is None else {"IfMatch": instead_of.etag}
        try:
            answer = self._client.put_object(
                **self._object,
                **condition,
                Body=text.encode(),
                ContentType=f"{YAML}; charset=utf-8",
                Metadata=author.metadata(),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in LOST_THE_RACE:
                raise
            now = self.current()
            # An attempt whose answer got lost is repeated by boto3, and then loses against itself.
            if now is not None and now.request_id == author.request_id:
                return now.document.version
            raise ChangedMeanwhile(
                "Another caller changed the policy at the same moment; read it again and apply your change to it",
                version=now.document.version if now else None,
            ) from error
        return answer["VersionId"]

    def is_readable(self) -> bool:
        """Whether the policy could be read now, with its key; a store without a policy is readable."""
        try:
            # Closed unread: S3 has asked KMS for the key by then.
            self._client.get_object(**self._object)["Body"].close()
        except self._client.exceptions.NoSuchKey:
            return True
        except (ClientError, BotoCoreError) as error:
            logger.error("The policy store cannot be read", error=str(error))
            return False
        return True

    def _listed(self, entry: Any) -> ListedVersion | None:
        try:
            head = self._client.head_object(**self._object, VersionId=entry["VersionId"])
        except ClientError as error:
            if error.response["Error"]["Code"] in NO_SUCH_VERSION:  # expired since it was listed
                return None
            raise
        return ListedVersion(**version(head).model_dump(), size=entry["Size"], current=entry["IsLatest"])


def _not_found(error: ClientError, version_id: str) -> Exception:
    if error.response["Error"]["Code"] in NO_SUCH_VERSION:
        return NotFound(f"There is no version {version_id}; GET /policy/versions lists those that there are")
    return error
