"""The document of weights: what it says, and what is refused."""

import pytest

from router.operation import Key, Operation, Source
from router.routes import Route, RoutesError, read_routes
from tests.support.router_table import OPERATIONS

KEY = Key(source=Source.PATH, name="account")
UNSAFE = Operation(name="transfer", method="POST", path="/transfers/{account}", key=KEY, changes_data=True)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "The document is not JSON"),
        ("[" * 2000, "The document is not JSON"),
        ("[]", "The document is not a JSON object of operations"),
        ('{"inquiri": {"weight": 1}}', 'There is no operation "inquiri"; there are: inquiry, posting.'),
        ('{"inquiry": 10}', "Operation 'inquiry' has 10 instead of an object"),
        (
            '{"inquiry": {"weight": 101}}',
            "has the weight 101: a whole number of percent from 0 to 100, for example 10.",
        ),
        ('{"inquiry": {"weight": -1}}', "has the weight -1"),
        ('{"inquiry": {"weight": 10.0}}', "has the weight 10.0"),
        ('{"inquiry": {"weight": true}}', "has the weight true"),
        ('{"inquiry": {"weight": "10"}}', 'has the weight "10"'),
        ('{"inquiry": {"shadow": "on"}}', 'has the shadow "on": true or false'),
        ('{"inquiry": {"wieght": 10}}', 'has "wieght", but only weight and shadow are known'),
        ('{"inquiry": {}, "inquiry": {}}', 'The document has "inquiry" twice'),
        (" " * 4097, "The document is longer than 4096 bytes"),
    ],
)
def test_a_bad_document_is_refused_with_one_sentence(document: str, words: str) -> None:
    with pytest.raises(RoutesError) as refused:
        read_routes(document, OPERATIONS, {})
    said = str(refused.value)
    assert words in said and said.endswith(".") and "\n" not in said


def test_the_shadow_of_an_operation_that_would_be_carried_out_twice_is_refused() -> None:
    with pytest.raises(RoutesError, match="Operation 'transfer' changes data, so in shadow"):
        read_routes('{"transfer": {"shadow": true}}', [UNSAFE], {})
    assert read_routes('{"transfer": {"weight": 100}}', [UNSAFE], {})["transfer"] == Route(weight=100)


def test_what_a_document_leaves_out_has_its_initial_value() -> None:
    initial = {"inquiry": Route(weight=5, shadow=True)}
    for document, inquiry, posting in (
        ("{}", Route(weight=5, shadow=True), Route()),
        ('{"posting": {"weight": 50}}', Route(weight=5, shadow=True), Route(weight=50)),
        ('{"inquiry": {"shadow": false}}', Route(weight=5), Route()),
        ('{"inquiry": {"weight": 0}}', Route(shadow=True), Route()),
    ):
        assert read_routes(document, OPERATIONS, initial) == {"inquiry": inquiry, "posting": posting}
