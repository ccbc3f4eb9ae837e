"""The table of operations: which requests are whose, and what it refuses."""

from collections.abc import Mapping
from typing import Any

import pytest

from router.matching import Match, PathError, dry_run_target, find, key_of
from router.operation import Ignored, Key, Operation, OperationError, Source
from router.table import require_operations
from tests.support.router_table import OPERATIONS

GOOD: Mapping[str, Any] = {
    "name": "inquiry",
    "method": "GET",
    "path": "/accounts/{account}",
    "key": Key(source=Source.PATH, name="account"),
    "changes_data": False,
}


def operation(**changed: Any) -> Operation:
    return Operation(**{**GOOD, **changed})


def key(source: Source, name: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> str | None:
    of = operation(method="POST", path="/inquiries", key=Key(source=source, name=name))
    return key_of(Match(operation=of, parameters={}), headers or {}, body)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "Inquiry!"}, "name 'Inquiry!' has to match"),
        ({"method": "get"}, "method 'get' has to be upper case, for example GET"),
        ({"path": "accounts"}, "path 'accounts' has to be segments after slashes"),
        ({"path": "/accounts/../{account}"}, "has to be segments"),
        ({"path": "/health"}, "none of /health, /ready"),
        ({"path": "/new/ready"}, "none of /health, /ready, /new/health, /new/ready"),
        ({"key": Key(source=Source.PATH, name="id")}, "key 'id' is no parameter of path"),
        ({"dry_run_path": "/accounts/{account}/dry-run"}, "dry_run_path is for an operation with changes_data=True"),
        ({"changes_data": True, "dry_run_path": "/accounts/{account}"}, "dry_run_path '/accounts/{account}' may"),
        ({"changes_data": True, "dry_run_path": "/dry/{other}"}, "may use the parameters of path only"),
        ({"compared": ("a..b",)}, "field 'a..b' is no path of names, for example entries[*].amount"),
        ({"compared_headers": ("ETag",)}, "header 'ETag' has to be in lower case"),
        ({"ignored": (Ignored(field="at", reason=" "),)}, "field 'at' is ignored without a reason"),
        ({"timeout_seconds": 60}, "timeout_seconds=60 has to be 0.1 to 55"),
    ],
)
def test_a_wrong_operation_is_refused_with_its_name_the_value_and_an_example(
    changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(OperationError) as refused:
        operation(**changed)
    said = str(refused.value)
    assert words in said
    assert said.startswith("router/operations.py, operation '") and ", for example " in said and said.endswith(".")


def test_a_request_belongs_to_one_operation() -> None:
    for other in (operation(name="other", path="/accounts/{id}", key=Key(source=Source.PATH, name="id")), operation()):
        with pytest.raises(OperationError, match="of operation 'inquiry': each request belongs to one operation"):
            require_operations([operation(), other])
    require_operations([operation(), operation(name="other", method="POST")])


def test_what_changes_data_may_be_shadowed_as_a_dry_run_only() -> None:
    assert operation().shadow_refusal == ""
    assert operation(changes_data=True, dry_run_path="/accounts/{account}/dry-run").shadow_refusal == ""
    refusal = operation(changes_data=True).shadow_refusal
    assert refusal.startswith("Operation 'inquiry' changes data, so in shadow each request would be carried out twice")


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/accounts/1", "inquiry"),
        ("GET", "/%61ccounts/1", "inquiry"),
        ("POST", "/accounts/1/postings", "posting"),
        ("GET", "/accounts/", None),
        # Some servers take these for the operation: an account that has moved must not be changed on the other side.
        ("GET", "/accounts/1/", "inquiry"),
        ("POST", "/accounts/1/postings/", "posting"),
        ("POST", "//accounts/1//postings", "posting"),
        ("POST", "/accounts/1/postings;v=1", "posting"),
        ("POST", "/accounts%2F1/postings", "posting"),
        ("POST", "/accounts/1%5cpostings", "posting"),
        ("POST", "/accounts\\1\\postings", "posting"),
        ("GET", "/Accounts/1", None),
        ("POST", "/accounts/1", None),
        ("POST", "/accounts/1/postings/dry-run", None),
    ],
)
def test_method_and_path_find_the_operation(method: str, path: str, name: str | None) -> None:
    found = find(OPERATIONS, method, path)
    assert (found.operation.name if found else None) == name


def test_the_key_of_a_path_is_what_was_meant_and_the_dry_run_gets_what_was_sent() -> None:
    for path in ("/accounts/a%2Fb/postings", "/accounts/%61%2fb/postings"):
        match = find(OPERATIONS, "POST", path)
        assert match is not None
        assert key_of(match, {}, b"") == "a/b"
        assert dry_run_target(match, "q=1") == f"{path}/dry-run?q=1"
    with pytest.raises(PathError, match=r"segments '\.' and '\.\.'"):
        find(OPERATIONS, "GET", "/accounts/%2e%2e")


@pytest.mark.parametrize("path", ["/accounts/1%2F..%2F2", "/accounts/1/..;/2", "/accounts\\..\\2", "/x%5C%2e"])
def test_a_way_up_in_the_path_is_refused_however_it_is_written(path: str) -> None:
    with pytest.raises(PathError, match=r"segments '\.' and '\.\.'"):
        find(OPERATIONS, "GET", path)


def test_a_path_that_is_written_oddly_belongs_to_the_same_account() -> None:
    for path in ("//accounts/7/postings", "/accounts%2f7%2fpostings", "/accounts/7/postings;v=1"):
        match = find(OPERATIONS, "POST", path)
        assert match is not None, path
        assert key_of(match, {}, b"") == "7"
        assert dry_run_target(match, "") == "/accounts/7/postings/dry-run"


def test_the_key_of_a_header_or_a_body_is_its_text_and_nothing_else_is_a_key() -> None:
    assert key(Source.HEADER, "X-Account", headers={"X-Account": "007"}) == "007"
    assert key(Source.HEADER, "X-Account") is None
    assert key(Source.BODY, "account.id", body=b'{"account": {"id": "007"}}') == "007"
    assert key(Source.BODY, "id", body=b'{"id": 7}') == "7"
    for body in (b"", b"{", b"[]", b'{"id": true}', b'{"id": ""}', b'{"id": {}}', b'{"id": 7.0}', b"[" * 100_000):
        assert key(Source.BODY, "id", body=body) is None, body[:9]
