"""The committed OpenAPI document is the one that the code makes."""

import json
import runpy
import sys
from pathlib import Path

import pytest

from accounts.openapi import document

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document(), (
        "The API changed: run `make openapi` and commit docs/openapi.json"
    )


def test_the_command_prints_what_is_committed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "accounts.openapi")
    runpy.run_module("accounts.openapi", run_name="__main__")
    assert capsys.readouterr().out == COMMITTED.read_text(encoding="utf-8")


def test_every_operation_documents_its_success_and_each_error_it_can_answer() -> None:
    documented = {
        f"{method.upper()} {path}": set(operation["responses"])
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    }
    posting = {"201", "400", "404", "409", "413", "415", "422", "500", "503", "504"}
    assert documented == {
        "GET /accounts/{account_id}": {"200", "404", "422", "500", "503", "504"},
        "POST /accounts/{account_id}/postings": posting,
        "POST /accounts/{account_id}/postings/dry-run": posting,
        "GET /health": {"200", "500"},
        "GET /ready": {"200", "500", "503"},
        "GET /self-test": {"200", "500", "503", "504"},
    }


def test_all_errors_have_the_one_body_and_media_type_of_this_service() -> None:
    bodies = {
        (kind, content["schema"]["$ref"])
        for operations in document()["paths"].values()
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if status >= "400"
        for kind, content in answer["content"].items()
    }
    assert bodies == {("application/problem+json", "#/components/schemas/ProblemDetails")}


def test_amounts_are_documented_as_the_strings_that_they_are() -> None:
    schemas = document()["components"]["schemas"]
    amounts = [schemas[name]["properties"][field] for name, field in (("Account", "balance"), ("NewPosting", "amount"))]
    assert all((each["type"], each["pattern"]) == ("string", r"^-?\d{1,9}\.\d{2}$") for each in amounts)
