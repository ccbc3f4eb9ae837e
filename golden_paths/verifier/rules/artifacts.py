"""What one action of a pipeline leaves for another one."""

from collections.abc import Iterator

from ..examples import with_pipeline
from ..pipelines import Pipeline
from ..repository import Repository
from ..rule import At, rule

REFERENCE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html"


def _whole(repository: Repository) -> Iterator[Pipeline]:
    """Those whose actions are known before they are deployed."""
    return (pipeline for pipeline in repository.pipelines if not pipeline.has_conditional_parts)


@rule(
    id="artifact-made-before-used",
    reason="CodePipeline accepts an artifact from any earlier action; one of the same time is not there yet.",
    source=REFERENCE,
    fails=with_pipeline(
        """
        - Name: Build
          Actions:
          - {Name: Test, InputArtifacts: [{Name: Package}], RunOrder: 1}
          - {Name: Pack, OutputArtifacts: [{Name: Package}], RunOrder: 1}
        """
    ),
    passes=with_pipeline(
        """
        - Name: Build
          Actions:
          - {Name: Test, InputArtifacts: [{Name: Package}], RunOrder: 2}
          - {Name: Pack, OutputArtifacts: [{Name: Package}], RunOrder: 1}
        """
    ),
)
def made_before_used(repository: Repository) -> Iterator[At]:
    """An artifact comes from an action that runs earlier in the same execution."""
    for pipeline in _whole(repository):
        for action in pipeline.actions:
            for name in action.inputs:
                makers = [other for other in pipeline.actions if name in other.outputs]
                if any(maker.order < action.order for maker in makers):
                    continue
                why = f"{makers[0]} makes it at the same time or later" if makers else "no action makes it"
                yield At(
                    pipeline.resource.template.file,
                    str(action),
                    f'the input artifact "{name}" is not there yet, because {why}: take it from an action of an '
                    "earlier stage or with a lower RunOrder",
                )


@rule(
    id="artifact-made-once",
    reason="An artifact that two actions make is the one that ended last: what is deployed is then chance.",
    source=REFERENCE,
    fails=with_pipeline(
        """
        - Name: Build
          Actions:
          - {Name: Pack, OutputArtifacts: [{Name: Package}]}
          - {Name: Repack, OutputArtifacts: [{Name: Package}]}
        """
    ),
    passes=with_pipeline(
        """
        - Name: Build
          Actions:
          - {Name: Pack, OutputArtifacts: [{Name: Package}]}
          - {Name: Report, OutputArtifacts: [{Name: Reports}]}
        """
    ),
)
def made_once(repository: Repository) -> Iterator[At]:
    """No two actions of a pipeline make an artifact of one name."""
    for pipeline in _whole(repository):
        makers: dict[str, str] = {}
        for action in pipeline.actions:
            for name in action.outputs:
                if name in makers:
                    yield At(
                        pipeline.resource.template.file,
                        str(action),
                        f'the artifact "{name}" is also made by {makers[name]}: give one of them another name',
                    )
                makers[name] = str(action)
