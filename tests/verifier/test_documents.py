"""YAML as CloudFormation and CodeBuild read it."""

import pytest

from golden_paths.verifier.documents import Lines, NotReadable, load


def test_short_functions_are_long_ones() -> None:
    text = (
        "A: !Ref B\nC: !GetAtt D.Arn\nE: !Sub '${F}-x'\nG: !Join ['', [!Ref H, !GetAtt [I, J]]]\nK: !If [L, {M: 1}, 2]"
    )
    assert load(text) == {
        "A": {"Ref": "B"},
        "C": {"Fn::GetAtt": ["D", "Arn"]},
        "E": {"Fn::Sub": "${F}-x"},
        "G": {"Fn::Join": ["", [{"Ref": "H"}, {"Fn::GetAtt": ["I", "J"]}]]},
        "K": {"Fn::If": ["L", {"M": 1}, 2]},
    }


def test_the_version_of_a_policy_is_a_text_and_no_date() -> None:
    assert load("Version: 2012-10-17") == {"Version": "2012-10-17"}


def test_a_mapping_knows_its_lines() -> None:
    found = load("a: 1\nb:\n  c: 2\n  d: 3\n")
    assert isinstance(found["b"], Lines)
    assert (found.line, found["b"].line, found["b"].of) == (1, 3, {"c": 3, "d": 4})


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2", 2), ("a: 1\nb: 2\na: 3\n", 3), ("phases:\n  build: {a: 1\n", 3)]
)
def test_what_is_no_yaml_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(NotReadable) as raised:
        load(text)
    assert raised.value.line == line


def test_a_key_of_its_own_takes_the_place_of_a_merged_one() -> None:
    assert load("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n")["b"] == {"x": 1, "y": 3}


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(NotReadable, match="twice"):
        load("a: {x: 1, x: 2}\n")
