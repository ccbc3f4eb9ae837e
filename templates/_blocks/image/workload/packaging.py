"""Where Build keeps images: a repository for releases, and one for what the next build may reuse.

What else the Build stage has to find out about an image before it is deployed says `workload/checks.py`.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from project import NAME
from settings.configuration import ConfigurationError
from settings.environment import DeploymentEnvironment
from settings.packaging import Packaging
from settings.pipeline import Pipeline
from workload.checks import CHECKS

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
PUSH = ("ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart")
CACHE_DAYS = 14
# Ten builds a day for over a year, the daily run among them. They share most of their layers.
MOST_IMAGES = 5000


def packaging(
    scope: Construct, *, settings: Pipeline, environments: Sequence[DeploymentEnvironment], key: kms.IKey
) -> Packaging:
    """Make the repositories in `scope`, encrypted with `key`, and say what the Package action may do with them.

    Raises ConfigurationError: an environment is in another region than the pipeline, where its image would not be.
    """
    for environment in environments:
        if environment.region != settings.region:
            raise ConfigurationError(
                f'region="{environment.region}" of {environment.name}: its image is in {settings.region}, the region '
                f'of the pipeline, and is not replicated, for example region="{settings.region}"'
            )
    images = ImageRepositories(scope, "Images", environments=environments, key=key)
    return Packaging(
        runs_docker=True,
        variables={
            "IMAGE_REPOSITORY": images.releases.repository_uri,
            "CACHE_REPOSITORY": images.cache.repository_uri,
            # A commit is built more than once: daily run, retry, restart. Its images must not share a tag.
            "PIPELINE_EXECUTION_ID": "#{codepipeline.PipelineExecutionId}",
        },
        statements=[*images.may_push(), *_may_look_up(environments)],
        # To sign in to a registry, and to ask Inspector.
        without_resources=True,
        checks=CHECKS,
    )


def _may_look_up(environments: Sequence[DeploymentEnvironment]) -> list[iam.PolicyStatement]:
    """What `workload/instance_image.py` calls: nothing where no instance runs."""
    found = sorted({(each.region, each.instance_image) for each in environments if each.instance_image})
    if not found:
        return []
    # A public parameter belongs to no account.
    arns = [f"arn:{cdk.Aws.PARTITION}:ssm:{region}::parameter{name}" for region, name in found]
    return [iam.PolicyStatement(sid="LookUpTheImageOfInstances", actions=["ssm:GetParameter"], resources=arns)]


class ImageRepositories(Construct):
    """`releases` is immutable and scanned, and environments pull from it; `cache` is for builds alone."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environments: Sequence[DeploymentEnvironment],
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        self.releases = ecr.Repository(
            self,
            "Releases",
            repository_name=NAME,
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            image_scan_on_push=True,
            encryption=ecr.RepositoryEncryption.KMS,
            encryption_key=key,
            # Never by age: an environment starts each new task from its image, however long ago that was released.
            lifecycle_rules=[ecr.LifecycleRule(max_image_count=MOST_IMAGES)],
            # Not when its very first creation is taken back: the next try needs the name.
            removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        self.cache = ecr.Repository(
            self,
            "Cache",
            repository_name=f"{NAME}-build-cache",
            encryption=ecr.RepositoryEncryption.KMS,
            encryption_key=key,
            lifecycle_rules=[ecr.LifecycleRule(max_image_age=cdk.Duration.days(CACHE_DAYS))],
            removal_policy=cdk.RemovalPolicy.DESTROY,
            empty_on_delete=True,
        )
        accounts = sorted({environment.account for environment in environments if environment.account})
        if accounts:
            self.releases.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="EnvironmentsPull",
                    principals=[iam.AccountPrincipal(account) for account in accounts],
                    actions=list(PULL),
                )
            )

    def may_push(self) -> list[iam.PolicyStatement]:
        """What the build of the image needs, and its scan."""
        both = [self.releases.repository_arn, self.cache.repository_arn]
        return [
            iam.PolicyStatement(sid="SignInToTheRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
            iam.PolicyStatement(
                sid="PullThePublicBaseWithoutTheLimitOfStrangers",
                actions=["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
                resources=["*"],
            ),
            iam.PolicyStatement(sid="PushTheImage", actions=[*PULL, *PUSH], resources=both),
            iam.PolicyStatement(
                sid="ReadTheScan",
                actions=["ecr:DescribeImageScanFindings", "ecr:DescribeImages"],
                resources=[self.releases.repository_arn],
            ),
            # Where the registry scans by Inspector, ECR asks it in the name of the caller.
            iam.PolicyStatement(
                sid="ReadTheScanOfInspector",
                actions=["inspector2:ListCoverage", "inspector2:ListFindings"],
                resources=["*"],
            ),
        ]
