"""Parameters that a template declares for the stack that nests it."""

from golden_paths.verifier.examples import with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules.references import parameter_is_used

PARENT = "Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {%s: 1}}}"
CHILD = "Parameters: {A: {Type: String}}\nResources: {Topic: {Type: AWS::SNS::Topic}}\n"


def found(given: str) -> list[str]:
    repository = Repository(with_resources(PARENT % given, child_yaml=CHILD))
    return [f"{at.file}: {at.where}" for at in parameter_is_used.findings(repository)]


def test_a_parameter_that_the_parent_hands_over_need_not_be_read() -> None:
    assert found("A") == []


def test_a_parameter_that_nobody_reads_or_hands_over_is_told() -> None:
    assert found("B") == ["child.yaml: Parameters A"]
