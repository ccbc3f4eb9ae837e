"""Values of templates as texts, and what they refer to."""

from typing import Any

import pytest

from golden_paths.verifier.templates import Template, as_text, references

SUBSTITUTED = {"Fn::Sub": ["${Name}-${Bucket.Arn}-${AWS::Region}", {"Name": {"Ref": "Topic"}}]}


@pytest.mark.parametrize(
    ("value", "text", "names"),
    [
        ({"Ref": "Bucket"}, "${Bucket}", ["Bucket"]),
        ({"Ref": "AWS::Region"}, "${AWS::Region}", []),
        ({"Fn::GetAtt": ["Role", "Arn"]}, "${Role.Arn}", ["Role"]),
        ({"Fn::GetAtt": "Role.Arn"}, "${Role.Arn}", ["Role"]),
        ({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::", {"Ref": "Bucket"}]]}, None, ["Bucket"]),
        (SUBSTITUTED, "${Topic}-${Bucket.Arn}-${AWS::Region}", ["Bucket", "Topic"]),
        ([True, 1, "a"], "true,1,a", []),
        (None, "", []),
    ],
)
def test_a_value_as_text(value: Any, text: str | None, names: list[str]) -> None:
    assert as_text(value) == (text if text is not None else "arn:${AWS::Partition}:s3:::${Bucket}")
    assert list(references(value)) == names


def test_a_resource_says_its_construct_path_or_its_logical_id() -> None:
    body = {
        "Resources": {"A": {"Type": "T", "Metadata": {"aws:cdk:path": "app/a"}}, "B": {"Type": "T"}, "C": "no mapping"}
    }
    template = Template("t.json", body)
    assert [each.where for each in template.resources.values()] == ["app/a", "B"]
    found = template.resource({"Fn::GetAtt": ["B", "Arn"]})
    assert found is not None and found.id == "B"
    assert template.resource({"Fn::Join": ["", [{"Ref": "A"}, {"Ref": "B"}]]}) is None
