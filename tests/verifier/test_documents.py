"""YAML as CloudFormation reads it."""

import pytest

from golden_paths.verifier.documents import NotReadable, load


def test_a_key_of_its_own_takes_the_place_of_a_merged_one() -> None:
    assert load("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n")["b"] == {"x": 1, "y": 3}


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(NotReadable, match="twice"):
        load("a: {x: 1, x: 2}\n")
