"""The regions of AWS, so that a mistyped one is refused here and not in the middle of a deployment.

A region that AWS has opened since can be added here. Sources: the endpoints that the AWS SDK lists.
"""

import difflib

from settings.configuration import ConfigurationError

# With CodePipeline. The questions of the template offer those of the first lines.
PIPELINE_REGIONS = (
    *("af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"),
    *("ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6"),
    *("ca-central-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1"),
    *("eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "sa-east-1", "us-east-1", "us-east-2"),
    *("us-west-1", "us-west-2"),
    *("cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "eusc-de-east-1"),
)
WITHOUT_PIPELINE = ("ap-east-2", "ap-southeast-7", "ca-west-1", "mx-central-1")


def require_region(region: str) -> None:
    """Raises ConfigurationError: AWS has no such region."""
    _require(region, (*PIPELINE_REGIONS, *WITHOUT_PIPELINE), "the code of an AWS region")


def require_pipeline_region(region: str) -> None:
    """Raises ConfigurationError: AWS has no such region, or it has no CodePipeline."""
    _require(region, PIPELINE_REGIONS, "the code of an AWS region with CodePipeline")


def _require(region: str, known: tuple[str, ...], rule: str) -> None:
    if region not in known:
        example = difflib.get_close_matches(region, known, n=1, cutoff=0.8) or ["eu-west-1"]
        raise ConfigurationError(
            f'region="{region}": {rule} (a new one is added in settings/regions.py), for example region="{example[0]}"'
        )
