"""What packaging needs beside what every build has. Each workload says it in `workload/packaging.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aws_cdk import aws_iam as iam


@dataclass(frozen=True, kw_only=True)
class Packaging:
    """The needs of the Package action.

    runs_docker: it builds an image, so CodeBuild gives it a Docker engine.
    variables: environment variables of the build; `#{codepipeline.…}` is replaced when the action runs.
    statements: what its role may do. without_resources: whether some of them are on everything, since the API that they
        allow knows no resources.
    """

    runs_docker: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    statements: Sequence[iam.PolicyStatement] = ()
    without_resources: bool = False
