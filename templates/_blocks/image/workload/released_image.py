"""The image of a release, as a stack knows it: one parameter, given at the deployment, always by digest."""

import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from workload.image import PARAMETER

NO_RESOURCES = (
    "Traces, deliveries of logs, task definitions and signing in to the registry know no resources, and AWS Lambda "
    "checks network interfaces for any; what may be pulled is named"
)
DIGEST = r"^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[a-z0-9._-]+@sha256:[0-9a-f]{64}$"


class ReleasedImage(Construct):
    """`container_image` for task definitions, and `version`, the digest, which the service reports at `/health`.

    The templates stay the same whatever image is deployed, so that Build can synthesise and check them without one.
    """

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.parameter = cdk.CfnParameter(
            cdk.Stack.of(self),
            PARAMETER,
            type="String",
            description="What `make package` pushed: repository and digest, as dist/image.json has them",
            allowed_pattern=DIGEST,
            constraint_description="must be an image of ECR by digest, never by tag",
        )
        self.uri = self.parameter.value_as_string
        self.version = cdk.Fn.select(1, cdk.Fn.split("@", self.uri))
        self.container_image = ecs.ContainerImage.from_registry(self.uri)

    def let_pull(self, role: iam.IRole) -> None:
        """Let the execution role of a task pull from the repository of this image, and from no other."""
        account, region = (cdk.Fn.select(index, cdk.Fn.split(".", self.uri)) for index in (0, 3))
        name = cdk.Fn.select(0, cdk.Fn.split("@", cdk.Fn.select(1, cdk.Fn.split("/", self.uri))))
        role.add_to_principal_policy(
            iam.PolicyStatement(
                sid="PullTheImage",
                actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources=[f"arn:{cdk.Aws.PARTITION}:ecr:{region}:{account}:repository/{name}"],
            )
        )
        role.add_to_principal_policy(
            iam.PolicyStatement(sid="SignInToTheRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
        )
        accept(
            role,
            rule="AwsSolutions-IAM5",
            finding="Resource::*",
            reason=NO_RESOURCES,
        )
