"""docs/verifier.md lists the rules as they are."""

from verifier_page import PAGE, page


def test_the_page_lists_every_rule_with_its_promise_and_reason() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it again: python tests/support/verifier_page.py"
