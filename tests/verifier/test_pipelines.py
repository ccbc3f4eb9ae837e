"""Stages and actions of a pipeline, in the order in which they run."""

from golden_paths.verifier.examples import with_pipeline
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules.artifacts import made_before_used

CONDITIONAL = """
- Name: Build
  Actions:
  - Fn::If: [Packs, {Name: Pack, OutputArtifacts: [{Name: Package}]}, !Ref AWS::NoValue]
  - {Name: Test, RunOrder: 2, InputArtifacts: [{Name: Package}]}
"""


def test_actions_run_by_their_run_order() -> None:
    repository = Repository(with_pipeline("- {Name: Build, Actions: [{Name: B, RunOrder: 2}, {Name: A, RunOrder: 1}]}"))
    (pipeline,) = repository.pipelines
    assert [str(action) for action in pipeline.actions] == ["Source/Source", "Build/A", "Build/B"]


def test_what_a_condition_of_the_template_decides_is_no_finding() -> None:
    repository = Repository(with_pipeline(CONDITIONAL))
    assert repository.pipelines[0].has_conditional_parts
    assert list(made_before_used.findings(repository)) == []
