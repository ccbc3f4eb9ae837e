"""PUT /policy: replaced only by somebody who has read the version in force, and only by a policy that is valid."""

from typing import TYPE_CHECKING

import pytest

from tests.unit.management.client import ADA, BAD, WEB, WEB_AND_DNS, Api

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_the_first_policy_is_created(api: Api) -> None:
    answer = api.put(WEB)
    assert answer.status == 201
    assert answer.json["replaces"] is None and answer.json["version"] == answer.version
    assert answer.json["difference"]["added"] == 1
    assert api.get("/policy").json["text"] == WEB


def test_the_version_in_force_is_replaced_and_says_by_whom_and_why(api: Api) -> None:
    first = api.put(WEB).version
    answer = api.put(WEB_AND_DNS, replaces=first, query={"comment": "DNS for the new office, naïve – 50%"})
    assert answer.status == 200
    assert answer.json == {
        "version": answer.version,
        "replaces": first,
        "difference": {"added": 1, "removed": 0, "changed": 0, "order_changed": False, "limits_changed": False},
    }
    now = api.get("/policy")
    assert (now.version, now.json["text"]) == (answer.version, WEB_AND_DNS)
    assert (now.json["changed_by"], now.json["comment"]) == (ADA, "DNS for the new office, naïve – 50%")


def test_a_version_without_its_quotation_marks_is_understood(api: Api) -> None:
    first = api.put(WEB).version
    assert api.request("PUT", "/policy", WEB, headers={"If-Match": first, "Content-Type": "text/yaml"}).status == 200


def test_a_change_without_the_version_that_it_replaces_is_refused(api: Api) -> None:
    api.put(WEB)
    answer = api.request("PUT", "/policy", WEB_AND_DNS, headers={"Content-Type": "application/yaml"})
    assert answer.status == 428
    assert 'for example If-Match: "' in answer.json["detail"]
    assert api.get("/policy").json["text"] == WEB


def test_whoever_has_read_an_older_version_is_told_the_one_in_force(api: Api) -> None:
    first = api.put(WEB).version
    second = api.put(WEB_AND_DNS, replaces=first).version
    answer = api.put(WEB, replaces=first)
    assert (answer.status, answer.json["version"]) == (412, second)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert api.get("/policy").version == second


def test_a_first_policy_does_not_replace_another_one(api: Api) -> None:
    first = api.put(WEB).version
    answer = api.put(WEB_AND_DNS)
    assert (answer.status, answer.json["version"]) == (412, first)


def test_without_a_policy_there_is_no_version_to_replace(api: Api) -> None:
    answer = api.put(WEB, replaces="3HL4kqtJvjVBH40Nrjfkd")
    assert answer.status == 412
    assert answer.json["detail"] == "There is no policy; send If-None-Match: * to write the first one"


def test_a_bad_policy_is_refused_with_line_and_reason_and_the_old_one_stays(api: Api) -> None:
    first = api.put(WEB).version
    answer = api.put(BAD, replaces=first)
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["detail"] == f"The policy is not valid; version {first} stays in force"
    assert answer.json["version"] == first
    assert [problem["line"] for problem in answer.json["problems"]] == [5]
    assert "70000" in answer.json["problems"][0]["reason"]
    assert api.get("/policy").version == first


def test_a_bad_first_policy_is_refused_too(api: Api) -> None:
    answer = api.put(BAD)
    assert (answer.status, answer.json["detail"]) == (422, "The policy is not valid; there is still no policy")
    assert api.get("/policy").status == 404


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ("source_nat:\n  - name: out\n    from: [10.0.0.0/16]\n    addresses: interface\n", "source_nat 'out' needs"),
        ("forwards:\n  - {name: https, protocol: tcp, port: 443, to: 10.0.3.4, to_port: 8443}\n", "forward 'https'"),
    ],
)
def test_a_policy_that_does_not_fit_the_fleet_is_refused(api: Api, section: str, reason: str) -> None:
    answer = api.put(WEB + section)
    assert answer.status == 422
    problem = answer.json["problems"][0]
    assert problem["line"] == 7 and reason in problem["reason"]


def test_a_policy_of_exactly_1_mib_is_taken_and_one_byte_more_is_not(api: Api) -> None:
    largest = WEB + "#" * (1024 * 1024 - len(WEB))
    first = api.put(largest)
    assert first.status == 201
    answer = api.put(largest + "#", replaces=first.version)
    assert (answer.status, "larger than 1 MiB" in answer.json["detail"]) == (413, True)


def test_the_size_is_that_of_the_bytes(api: Api) -> None:
    assert api.put(WEB + "#" + "ä" * (1024 * 512)).status == 413


@pytest.mark.parametrize("kind", ["application/json", "application/yaml; charset=latin-1", "text/plain", ""])
def test_what_is_not_sent_as_yaml_is_refused(api: Api, kind: str) -> None:
    answer = api.put(WEB, headers={"Content-Type": kind})
    assert answer.status == 415
    assert answer.json["detail"] == "Send the policy as application/yaml or text/yaml, in UTF-8"


@pytest.mark.parametrize("kind", ["text/yaml", "Application/YAML", 'application/yaml; charset="utf-8"'])
def test_yaml_is_taken_under_both_of_its_names(api: Api, kind: str) -> None:
    assert api.put(WEB, headers={"Content-Type": kind}).status == 201


def test_a_body_that_api_gateway_encoded_is_read(api: Api) -> None:
    assert api.put(WEB.encode()).status == 201


def test_a_body_that_is_not_utf_8_is_refused(api: Api) -> None:
    answer = api.put(b"\xff\xfe")
    assert (answer.status, answer.json["detail"]) == (400, "The body is not UTF-8")


def test_no_body_is_an_empty_policy_and_is_refused(api: Api) -> None:
    answer = api.put("")
    assert (answer.status, answer.json["problems"][0]["line"]) == (422, 1)


@pytest.mark.parametrize("value", ["*", '"a", "b"', 'W/"a"', '"', ""])
def test_what_is_not_one_version_is_never_taken_for_the_version_in_force(api: Api, value: str) -> None:
    first = api.put(WEB).version
    answer = api.put(WEB_AND_DNS, replaces=first, headers={"If-Match": value})
    assert answer.status in (400, 412)
    assert api.get("/policy").version == first


def test_if_none_match_takes_no_version(api: Api) -> None:
    assert api.put(WEB, headers={"If-None-Match": '"a"'}).status == 400


def test_a_comment_of_several_lines_or_of_more_than_100_characters_is_refused(api: Api) -> None:
    for comment in ("one\ntwo", "x" * 101):
        answer = api.put(WEB, query={"comment": comment})
        assert (answer.status, "at most 100 characters" in answer.json["detail"]) == (400, True)
    assert api.put(WEB, query={"comment": "🦊" * 100}).status == 201


def test_a_policy_that_was_broken_from_outside_can_be_replaced(api: Api, s3: "S3Client") -> None:
    s3.put_object(Bucket="policies", Key="policy.yaml", Body=b"rules: [\xff")
    broken = api.get("/policy")
    assert (broken.status, broken.json["changed_by"]) == (200, None)
    answer = api.put(WEB, replaces=broken.version)
    assert (answer.status, answer.json["difference"]) == (200, None)
