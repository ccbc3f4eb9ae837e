"""Which templates CloudFormation gets as they are written."""

from golden_paths.verifier.repository import Repository
from golden_paths.verifier.written import as_written

WHOLE = "Parameters: {Name: {Type: String}}\nResources: {Topic: {Type: AWS::SNS::Topic}}\n"


def _read(**files: str) -> list[str]:
    return [each.template.file for each in as_written(Repository(files))]


def test_a_piece_that_uses_parameters_of_another_file_is_left_out() -> None:
    piece = (
        'AWSTemplateFormatVersion: "2010-09-09"\nResources: {Queue: {Type: AWS::SQS::Queue, DependsOn: !Ref Name}}\n'
    )
    files = {"service/parent.yaml": WHOLE, "service/queues/one.yaml": piece}

    [parent] = as_written(Repository(files))

    assert parent.template.file == "service/parent.yaml"
    assert parent.more == {"Queue"}


def test_a_template_that_a_macro_or_a_module_changes_is_left_out() -> None:
    macro = WHOLE + "Transform: OurMacro\n"
    module = WHOLE.replace("Topic:", "Network: {Type: !Rain::Module vpc.yaml}, Topic:")
    loop = WHOLE.replace("Topic:", "Fn::ForEach::Topics: [x, [a], {}], Topic:")

    assert _read(**{"a.yaml": macro, "b.yaml": module, "c.yaml": loop}) == []


def test_language_extensions_and_sam_change_nothing_that_matters() -> None:
    assert _read(**{"a.yaml": WHOLE + "Transform: AWS::LanguageExtensions\n"}) == ["a.yaml"]
    assert _read(**{"a.yaml": WHOLE + "Transform: AWS::Serverless-2016-10-31\n"}) == ["a.yaml"]
