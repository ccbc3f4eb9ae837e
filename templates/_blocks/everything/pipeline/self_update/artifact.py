"""Reads one file of a pipeline artifact, only its piece of the zip, and writes an artifact of one file."""

import io
import zipfile
from typing import Any

import boto3

LARGEST_TEMPLATE = 1024 * 1024  # bytes; CloudFormation takes no larger one
BUFFER = 256 * 1024


def read_member(artifact: dict[str, Any], credentials: dict[str, str], name: str) -> bytes:
    """The file `name` of an input artifact, read with the credentials of the job.

    Raises KeyError: no such file. Raises ValueError: it is larger than a template can be.
    """
    s3 = boto3.client(
        "s3",
        aws_access_key_id=credentials["accessKeyId"],
        aws_secret_access_key=credentials["secretAccessKey"],
        aws_session_token=credentials["sessionToken"],
    )
    location = artifact["location"]["s3Location"]
    source = io.BufferedReader(_S3Object(s3, location["bucketName"], location["objectKey"]), BUFFER)
    with zipfile.ZipFile(source) as archive:
        if archive.getinfo(name).file_size > LARGEST_TEMPLATE:
            raise ValueError(f"{name} is larger than {LARGEST_TEMPLATE} bytes, which CloudFormation would refuse")
        return archive.read(name)


def write_member(artifact: dict[str, Any], name: str, content: bytes) -> None:
    """Make the output artifact: a zip with the one file `name`, written as the role of this function."""
    location = artifact["location"]["s3Location"]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    # The bucket encrypts it with the key of the pipeline.
    boto3.client("s3").put_object(Bucket=location["bucketName"], Key=location["objectKey"], Body=file.getvalue())


class _S3Object(io.RawIOBase):
    """An S3 object as a file that can seek; every read is one ranged request."""

    def __init__(self, s3: Any, bucket: str, key: str) -> None:
        self._s3 = s3
        self._of = {"Bucket": bucket, "Key": key}
        self._size = s3.head_object(**self._of)["ContentLength"]
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        piece = self._s3.get_object(**self._of, Range=f"bytes={self._at}-{end - 1}")["Body"].read()
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
