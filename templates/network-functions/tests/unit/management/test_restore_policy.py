"""POST /policy/versions/{version}/restore: an earlier text becomes a new version, under the same conditions."""

from typing import TYPE_CHECKING

from tests.unit.management.client import BAD, WEB, WEB_AND_DNS, Api

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_the_text_of_an_earlier_version_becomes_a_new_version(api: Api) -> None:
    first = api.put(WEB).version
    second = api.put(WEB_AND_DNS, replaces=first).version
    answer = api.restore(first, replaces=second, query={"comment": "DNS was a mistake"})
    assert (answer.status, answer.json["replaces"], answer.json["difference"]["removed"]) == (200, second, 1)
    now = api.get("/policy").json
    assert now["version"] == answer.version and now["version"] not in (first, second)
    assert (now["text"], now["restored_from"], now["comment"]) == (WEB, first, "DNS was a mistake")


def test_only_whoever_has_read_the_version_in_force_restores_an_earlier_one(api: Api) -> None:
    first = api.put(WEB).version
    second = api.put(WEB_AND_DNS, replaces=first).version
    assert api.restore(first, replaces=first).status == 412
    assert api.request("POST", f"/policy/versions/{first}/restore").status == 428
    assert api.get("/policy").version == second


def test_a_version_that_there_is_not_is_not_restored(api: Api) -> None:
    first = api.put(WEB).version
    answer = api.restore("3HL4kqtJvjVBH40Nrjfkd", replaces=first)
    assert answer.status == 404
    assert api.get("/policy").version == first


def test_a_version_that_is_not_valid_any_more_is_not_restored(api: Api, s3: "S3Client") -> None:
    old = s3.put_object(Bucket="policies", Key="policy.yaml", Body=BAD.encode())["VersionId"]
    now = api.put(WEB, replaces=old).version
    answer = api.restore(old, replaces=now)
    assert (answer.status, answer.json["version"], answer.json["problems"][0]["line"]) == (422, now, 5)
    assert api.get("/policy").version == now


def test_a_policy_that_was_deleted_is_restored(api: Api, s3: "S3Client") -> None:
    version = api.put(WEB).version
    deletion = s3.delete_object(Bucket="policies", Key="policy.yaml")["VersionId"]
    assert api.get("/policy").status == 404
    assert [entry["version"] for entry in api.get("/policy/versions").json["versions"]] == [version]
    assert api.get(f"/policy/versions/{deletion}").status == 404
    assert api.restore(version).status == 201
    assert api.get("/policy").json["text"] == WEB
