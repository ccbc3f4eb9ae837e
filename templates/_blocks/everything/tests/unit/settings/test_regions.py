"""A region that AWS does not have is refused when environments.py is read, with the one that was probably meant."""

import pytest

from settings.configuration import ConfigurationError
from settings.pipeline import Pipeline
from settings.regions import WITHOUT_PIPELINE, require_region


@pytest.mark.parametrize(
    ("region", "example"),
    [
        ("eu-wset-1", "eu-west-1"),
        ("us-wast-2", "us-west-2"),
        ("xx-north-1", "eu-north-1"),
        ("Frankfurt", "eu-west-1"),
        ("us-east-1a", "us-east-1"),
        ("eu_west_1", "eu-west-1"),
        ("", "eu-west-1"),
    ],
)
def test_a_region_that_does_not_exist_is_refused(region: str, example: str) -> None:
    sentence = f'region="{region}": the code of an AWS region .*, for example region="{example}"'
    with pytest.raises(ConfigurationError, match=sentence):
        require_region(region)
    with pytest.raises(ConfigurationError, match=f'region="{region}": .* with CodePipeline '):
        Pipeline(region=region)


@pytest.mark.parametrize("region", WITHOUT_PIPELINE)
def test_a_region_without_codepipeline_can_have_an_environment_but_not_the_pipeline(region: str) -> None:
    require_region(region)
    with pytest.raises(ConfigurationError, match="with CodePipeline"):
        Pipeline(region=region)
