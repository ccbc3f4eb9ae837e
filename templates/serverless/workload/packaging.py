"""What packaging this workload needs: nothing, since the package of the functions travels in the artifact of Build."""

from collections.abc import Sequence

from aws_cdk import aws_kms as kms
from constructs import Construct

from settings.environment import DeploymentEnvironment
from settings.packaging import Packaging
from settings.pipeline import Pipeline


def packaging(
    scope: Construct, *, settings: Pipeline, environments: Sequence[DeploymentEnvironment], key: kms.IKey
) -> Packaging:
    """The needs of the Package action; what it would store elsewhere would be made in `scope`, encrypted with `key`."""
    return Packaging()
