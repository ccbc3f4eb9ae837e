"""Data sets and records of runs in a bucket that keeps versions."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from batch.store import Version

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = {"NoSuchKey", "404"}


class S3Store:
    """client: boto3's for S3. bucket: with versioning, so that a step that is tried again reads what it read before.
    upload: what else S3 is told of each object, for example how long it is locked."""

    def __init__(self, client: "S3Client", bucket: str, *, upload: Mapping[str, Any] | None = None) -> None:
        self._client = client
        self._bucket = bucket
        self._upload = dict(upload or {})

    def read(self, key: str) -> bytes | None:
        """As Store."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise

    def write(self, key: str, content: bytes) -> None:
        """As Store."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, **self._upload)

    def names(self, prefix: str) -> list[str]:
        """As Store."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def versions(self, key: str) -> Iterator[Version]:
        """As Store. Takes s3:ListBucketVersions and s3:GetObjectVersion."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
        for page in pages:
            mine = [found for found in page.get("Versions", []) if found["Key"] == key]
            deleted = [found["LastModified"] for found in page.get("DeleteMarkers", []) if found["Key"] == key]
            for found in mine:
                if deleted and max(deleted) >= found["LastModified"] and not found["IsLatest"]:
                    return
                yield self._version(key, found["VersionId"])
            # In the order of keys, and `key` is the first that begins with it.
            if len(mine) < len(page.get("Versions", [])):
                return

    def fetch(self, key: str, version: str, target: Path, *, writable: bool) -> Path:
        """As Store."""
        self._client.download_file(self._bucket, key, str(target), ExtraArgs={"VersionId": version})
        return target

    def put(self, key: str, file: Path, *, manifest: str, sha256: str) -> str:
        """As Store. In parts when it is large, which S3 makes one object of at the end."""
        about = {"manifest": manifest, "sha256": sha256}
        self._client.upload_file(str(file), self._bucket, key, ExtraArgs={"Metadata": about, **self._upload})
        return self._client.head_object(Bucket=self._bucket, Key=key).get("VersionId", "null")

    def delete(self, key: str) -> None:
        """As Store. Earlier versions stay for as long as the bucket's rules keep them."""
        self._client.delete_object(Bucket=self._bucket, Key=key)

    def _version(self, key: str, id: str) -> Version:
        about = self._client.head_object(Bucket=self._bucket, Key=key, VersionId=id)["Metadata"]
        return Version(id=id, manifest=about.get("manifest", ""), sha256=about.get("sha256", ""))
