"""The store never overwrites a version that its writer has not read."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from policy_api.refusals import ChangedMeanwhile
from policy_api.stored import Author

from tests.unit.management.client import ADA, WEB, WEB_AND_DNS
from tests.unit.management.conftest import BUCKET, KEY

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from policy_api.store import PolicyStore

FIRST = Author(changed_by=ADA, request_id="r-1")
SECOND = Author(changed_by=ADA, request_id="r-2")
THIRD = Author(changed_by=ADA, request_id="r-3")


def test_of_two_writers_who_have_read_the_same_version_one_loses(store: "PolicyStore") -> None:
    store.write(WEB, instead_of=None, author=FIRST)
    read = store.current()
    faster = store.write(WEB_AND_DNS, instead_of=read, author=SECOND)
    with pytest.raises(ChangedMeanwhile) as lost:
        store.write("rules: []", instead_of=read, author=THIRD)
    assert lost.value.version == faster
    now = store.current()
    assert now is not None and now.document.text == WEB_AND_DNS


def test_of_two_first_policies_one_loses(store: "PolicyStore") -> None:
    faster = store.write(WEB, instead_of=None, author=FIRST)
    with pytest.raises(ChangedMeanwhile) as lost:
        store.write(WEB_AND_DNS, instead_of=None, author=SECOND)
    assert lost.value.version == faster


def test_a_policy_that_was_deleted_meanwhile_is_not_replaced(store: "PolicyStore", s3: "S3Client") -> None:
    store.write(WEB, instead_of=None, author=FIRST)
    read = store.current()
    s3.delete_object(Bucket=BUCKET, Key=KEY)
    with pytest.raises(ChangedMeanwhile) as lost:
        store.write(WEB_AND_DNS, instead_of=read, author=SECOND)
    assert lost.value.version is None


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_an_attempt_that_boto3_repeats_does_not_lose_against_itself(
    store: "PolicyStore", s3: "S3Client", monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    put = s3.put_object

    def answer_gets_lost(**arguments: Any) -> None:
        put(**arguments)
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "PutObject")

    monkeypatch.setattr(s3, "put_object", answer_gets_lost)
    version = store.write(WEB, instead_of=None, author=FIRST)
    now = store.current()
    assert now is not None and (now.document.version, now.document.text) == (version, WEB)


def test_errors_of_s3_itself_reach_the_caller(store: "PolicyStore", s3: "S3Client") -> None:
    s3.delete_bucket(Bucket=BUCKET)
    try:
        for call in (store.current, lambda: store.versions(limit=20, before=None)):
            with pytest.raises(ClientError, match="NoSuchBucket"):
                call()
        with pytest.raises(ClientError, match="NoSuchBucket"):
            store.write(WEB, instead_of=None, author=FIRST)
    finally:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})


def test_a_version_that_expires_while_it_is_listed_is_left_out(
    store: "PolicyStore", s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(WEB, instead_of=None, author=FIRST)

    def is_gone(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")

    monkeypatch.setattr(s3, "head_object", is_gone)
    assert store.versions(limit=20, before=None).versions == []


def test_another_error_while_versions_are_listed_hides_none_of_them(
    store: "PolicyStore", s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(WEB, instead_of=None, author=FIRST)

    def is_forbidden(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadObject")

    monkeypatch.setattr(s3, "head_object", is_forbidden)
    with pytest.raises(ClientError, match="Forbidden"):
        store.versions(limit=20, before=None)


def test_the_metadata_is_plain_ascii_and_fits_into_2_kb() -> None:
    longest = Author(
        changed_by=f"arn:aws:sts::111111111111:assumed-role/{'r' * 64}/{'s' * 64}",
        request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        comment="🦊" * 100,
        restored_from="v" * 64,
    ).metadata()
    assert all(value.isascii() and value.isprintable() for value in longest.values())
    assert sum(len(name) + len(value) for name, value in longest.items()) < 2048
