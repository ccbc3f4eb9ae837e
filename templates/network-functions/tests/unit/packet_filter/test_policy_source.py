"""Where the policy comes from, and what is said when it does not."""

import io
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from packet_filter.policy_file import MAX_BYTES
from packet_filter.policy_source import FileSource, S3Source, SourceError

from tests.support.judged_calls import AwsFake


class FakeS3(AwsFake, services=("s3",)):
    """One object, and the calls that were made for it."""

    def __init__(self) -> None:
        self.body = b"rules: []"
        self.etag = '"one"'
        self.version: str | None = "v1"
        self.error: Exception | None = None
        self.calls: list[dict[str, str]] = []

    def get_object(self, **call: str) -> dict[str, Any]:
        """As S3 does, 304 included."""
        self.calls.append(call)
        if self.error:
            raise self.error
        if call.get("IfNoneMatch") == self.etag:
            raise refusal("304", "Not Modified", 304)
        version = {} if self.version is None else {"VersionId": self.version}
        return {"Body": io.BytesIO(self.body), "ETag": self.etag, **version}


def refusal(code: str, message: str, status: int) -> ClientError:
    """What boto3 raises."""
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "GetObject",
    )


def source(client: FakeS3) -> S3Source:
    """The source that asks it."""
    return S3Source(client, bucket="policies", key="dev/policy.yaml")


def test_a_file_has_another_version_with_another_text(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("rules: []", encoding="utf-8")
    first = FileSource(file).latest()
    assert (first.text, first) == ("rules: []", FileSource(file).latest())
    file.write_text("rules: [] # other", encoding="utf-8")
    assert FileSource(file).latest().version != first.version


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"none.yaml: No such file or directory; the policy has to be a readable file"
    ):
        FileSource(tmp_path / "none.yaml").latest()


def test_what_is_no_text_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(b"rules: []\n# \xff")
    with pytest.raises(SourceError, match=r"policy.yaml line 2: byte 0xff is not UTF-8"):
        FileSource(file).latest()


def test_of_a_huge_file_only_as_much_is_read_as_it_takes_to_refuse_it(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("ü" * MAX_BYTES, encoding="utf-8")
    assert len(FileSource(file).latest().text) < MAX_BYTES


def test_an_object_is_fetched_when_it_has_changed() -> None:
    client = FakeS3()
    policies = source(client)
    assert policies.latest().version == "v1"
    # 304: it is what it was.
    assert policies.latest().text == "rules: []"
    client.body, client.etag, client.version = b"rules: [] # two", '"two"', "v2"
    assert (policies.latest().version, policies.latest().text) == ("v2", "rules: [] # two")
    assert [call.get("IfNoneMatch") for call in client.calls] == [None, '"one"', '"one"', '"two"']
    assert {(call["Bucket"], call["Key"]) for call in client.calls} == {("policies", "dev/policy.yaml")}


@pytest.mark.parametrize("version", [None, "null"])
def test_in_a_bucket_without_versions_the_etag_is_one(version: str | None) -> None:
    client = FakeS3()
    client.version = version
    assert source(client).latest().version == "one"


def test_what_s3_refuses_is_said_with_its_code() -> None:
    client = FakeS3()
    client.error = refusal("AccessDenied", "Access Denied", 403)
    with pytest.raises(
        SourceError, match=r"^s3://policies/dev/policy.yaml: S3 answers AccessDenied \(Access Denied\)\.$"
    ):
        source(client).latest()


def test_an_s3_that_cannot_be_reached_is_said_and_asked_again() -> None:
    client = FakeS3()
    policies = source(client)
    policies.latest()
    client.error = EndpointConnectionError(endpoint_url="https://s3")
    with pytest.raises(SourceError, match=r"s3://policies/dev/policy.yaml: Could not connect"):
        policies.latest()
    client.error = None
    assert policies.latest().version == "v1"


def test_an_object_that_is_no_text_is_fetched_again_once_it_has_changed() -> None:
    client = FakeS3()
    client.body = b"\xff"
    policies = source(client)
    for _ in range(2):
        # Not taken for unchanged.
        with pytest.raises(SourceError, match="line 1: byte 0xff"):
            policies.latest()
    client.body, client.etag = b"rules: []", '"two"'
    assert policies.latest().text == "rules: []"
