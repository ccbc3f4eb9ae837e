"""`docs/openapi.json` is what the code of the management API says: tools of operators are made from it."""

import json
from pathlib import Path

from policy_api.openapi import document

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_document_of_the_repository_is_that_of_the_code() -> None:
    written = json.loads(DOCUMENT.read_text("utf-8"))
    assert written == document(), "the management API changed: `make openapi` writes docs/openapi.json anew"
