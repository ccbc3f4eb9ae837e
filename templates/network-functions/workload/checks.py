"""What the Build stage runs beside the checks that every repository has: real packets, before any deployment."""

from aws_cdk import aws_iam as iam

from settings.packaging import Check

# Network namespaces and nftables need a privileged container, and the packets the tools of Debian: hence the engine.
TRAFFIC = Check(
    name="Traffic",
    buildspec="buildspecs/traffic",
    runs_docker=True,
    statements=(
        iam.PolicyStatement(
            sid="PullThePublicBaseWithoutTheLimitOfStrangers",
            actions=["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
            resources=["*"],
        ),
    ),
    # To sign in to the public gallery.
    without_resources=True,
)
CHECKS: tuple[Check, ...] = (TRAFFIC,)
