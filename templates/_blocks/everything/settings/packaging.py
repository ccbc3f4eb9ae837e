"""What packaging needs beside what every build has. Each workload says it in `workload/packaging.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aws_cdk import aws_iam as iam


@dataclass(frozen=True, kw_only=True)
class Check:
    """One more action of the Build stage, beside those that every repository has: no release goes on without it.

    name: of the action, for example "Traffic". buildspec: without its ending; it leaves what it found in `reports/`.
    runs_docker: CodeBuild gives it a Docker engine, for which its container is privileged.
    statements, without_resources: as those of Packaging, for the role of this check.
    tells: the variable that its buildspec exports (`exported-variables`): whoever approves a release reads it. Without
        it the approval says nothing of this check. The action cannot end well without a value for it.
    """

    name: str
    buildspec: str
    runs_docker: bool = False
    statements: Sequence[iam.PolicyStatement] = ()
    without_resources: bool = False
    tells: str = ""


@dataclass(frozen=True, kw_only=True)
class Packaging:
    """The needs of the Package action, and what has to be checked before its package is deployed.

    runs_docker: it builds an image, so CodeBuild gives it a Docker engine.
    variables: environment variables of the build; `#{codepipeline.…}` is replaced when the action runs.
    statements: what its role may do. without_resources: whether some of them are on everything, since the API that they
        allow knows no resources.
    checks: what else the Build stage runs.
    """

    runs_docker: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    statements: Sequence[iam.PolicyStatement] = ()
    without_resources: bool = False
    checks: Sequence[Check] = ()
