"""What the Build stage runs as well: do the programs compute what the mainframe computes? Before any deployment."""

from aws_cdk import aws_iam as iam

from settings.packaging import Check

# In containers, since the image in which CodeBuild runs a build has no COBOL compiler. What it found is read by whoever
# approves a release.
EQUIVALENCE = Check(
    name="Equivalence",
    buildspec="buildspecs/equivalence",
    tells="SUMMARY",
    runs_docker=True,
    # To sign in to the public gallery, where the base of the image comes from: strangers reach a limit there.
    without_resources=True,
    statements=(
        iam.PolicyStatement(
            sid="PullThePublicBaseWithoutTheLimitOfStrangers",
            actions=["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
            resources=["*"],
        ),
    ),
)
CHECKS: tuple[Check, ...] = (EQUIVALENCE,)
