"""GET /policy and its versions."""

from typing import TYPE_CHECKING

import pytest

from tests.unit.management.client import ADA, WEB, WEB_AND_DNS, Api

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_without_a_policy_the_answer_says_how_to_write_the_first_one(api: Api) -> None:
    answer = api.get("/policy")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json == {
        "title": "Not Found",
        "status": 404,
        "detail": "There is no policy yet; write the first one with PUT /policy and If-None-Match: *",
    }


def test_the_policy_comes_with_its_version_as_etag(api: Api) -> None:
    version = api.put(WEB).version
    answer = api.get("/policy")
    assert answer.status == 200
    assert answer.headers["ETag"] == f'"{version}"'
    assert (answer.json["version"], answer.json["text"], answer.json["changed_by"]) == (version, WEB, ADA)


@pytest.mark.parametrize("accept", ["application/yaml", "text/yaml", "text/yaml;q=0.9, application/json;q=0.1"])
def test_the_bare_text_is_answered_to_whoever_asks_for_yaml(api: Api, accept: str) -> None:
    version = api.put(WEB).version
    for path in ("/policy", f"/policy/versions/{version}"):
        answer = api.get(path, headers={"Accept": accept})
        assert (answer.status, answer.text, answer.version) == (200, WEB, version)
        assert answer.headers["Content-Type"] == "application/yaml; charset=utf-8"


@pytest.mark.parametrize("accept", ["*/*", "application/json, text/yaml", "text/html"])
def test_everybody_else_gets_json(api: Api, accept: str) -> None:
    api.put(WEB)
    assert api.get("/policy", headers={"Accept": accept}).json["text"] == WEB


def test_the_versions_are_listed_the_newest_first_with_who_wrote_them_and_why(api: Api) -> None:
    first = api.put(WEB, query={"comment": "first"}).version
    second = api.put(WEB_AND_DNS, replaces=first, caller="arn:aws:iam::111111111111:user/grace").version
    answer = api.get("/policy/versions")
    assert answer.status == 200
    listed = answer.json["versions"]
    assert [(entry["version"], entry["current"]) for entry in listed] == [(second, True), (first, False)]
    assert [entry["changed_by"] for entry in listed] == ["arn:aws:iam::111111111111:user/grace", ADA]
    assert [entry["comment"] for entry in listed] == [None, "first"]
    assert [entry["size"] for entry in listed] == [len(WEB_AND_DNS), len(WEB)]
    assert answer.json["next"] is None


def test_the_versions_are_listed_in_pages(api: Api) -> None:
    written = [api.put(WEB).version]
    for number in range(4):
        written.append(api.put(f"{WEB}# {number}\n", replaces=written[-1]).version)
    found, before, pages = [], None, 0
    while before is not None or not pages:
        page = api.get("/policy/versions", query={"limit": "2"} | ({"before": before} if before else {})).json
        found += [entry["version"] for entry in page["versions"]]
        before, pages = page["next"], pages + 1
    assert (found, pages) == (written[::-1], 3)


def test_other_objects_of_the_bucket_are_no_versions(api: Api, s3: "S3Client") -> None:
    version = api.put(WEB).version
    s3.put_object(Bucket="policies", Key="policy.yaml.old", Body=b"rules: []")
    assert [entry["version"] for entry in api.get("/policy/versions").json["versions"]] == [version]


def test_without_a_policy_the_list_is_empty(api: Api) -> None:
    assert api.get("/policy/versions").json == {"versions": [], "next": None}


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_page_has_1_to_100_versions(api: Api, limit: str) -> None:
    answer = api.get("/policy/versions", query={"limit": limit})
    assert answer.status == 400
    assert answer.json["detail"].startswith("query.limit: Input should be")


def test_an_earlier_version_is_read_by_its_id(api: Api) -> None:
    first = api.put(WEB).version
    api.put(WEB_AND_DNS, replaces=first)
    answer = api.get(f"/policy/versions/{first}")
    assert (answer.status, answer.json["text"], answer.version) == (200, WEB, first)


def test_a_version_that_there_is_not_is_not_found(api: Api) -> None:
    api.put(WEB)
    answer = api.get("/policy/versions/3HL4kqtJvjVBH40Nrjfkd")
    assert answer.status == 404
    assert answer.json["detail"].startswith("There is no version 3HL4kqtJvjVBH40Nrjfkd; GET /policy/versions lists")


def test_a_route_that_there_is_not_is_not_found(api: Api) -> None:
    for method, path in (("GET", "/"), ("DELETE", "/policy"), ("POST", "/policy")):
        answer = api.request(method, path)
        assert (answer.status, answer.json["title"]) == (404, "Not Found")
