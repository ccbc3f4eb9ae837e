"""Places where the source could live, and what could start a release. Few, since each is synthesised."""

from environments import ENVIRONMENTS, PIPELINE
from settings.pipeline import Provider, Source, Trigger
from tests.support.cloudformation import Template
from tests.support.pipeline_templates import pipeline_template

ACCOUNT = PIPELINE.account or "111111111111"
ARN = f"arn:aws:codeconnections:{PIPELINE.region}:{ACCOUNT}:connection/11111111-1111-1111-1111-111111111111"

# With a connection that nobody has completed yet.
GITHUB = Source(
    provider=Provider.GITHUB,
    repository="team/orders",
    trigger=Trigger.PATHS,
    paths=("workload/**", "*.py"),
    ignored_paths=("docs/**",),
)
GITLAB = Source(provider=Provider.GITLAB, repository="group/orders", branch="release.1", connection_arn=ARN)
BITBUCKET = Source(
    provider=Provider.BITBUCKET, repository="team/orders", trigger=Trigger.TAGS, tags=("v*",), connection_arn=ARN
)
AZURE_DEVOPS = Source(provider=Provider.AZURE_DEVOPS, repository="acme/shop/orders", connection_arn=ARN)
CODECOMMIT = Source(provider=Provider.CODECOMMIT, repository="orders")
CODECOMMIT_TAGS = Source(provider=Provider.CODECOMMIT, repository="orders", trigger=Trigger.TAGS, tags=("v*",))
ZIPPED = Source(provider=Provider.S3, repository="orders.zip")


def pipeline_from(source: Source) -> Template:
    """The template of a pipeline with this source and one environment."""
    return pipeline_template(ENVIRONMENTS[:1], source=source)
