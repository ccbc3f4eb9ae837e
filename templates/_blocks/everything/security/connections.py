"""A connection may reach many repositories of its owner; a role of the pipeline uses it for one of them."""

from aws_cdk import aws_iam as iam

# One service under its new and its old name: which of the two a request is judged by depends on the connection.
SERVICES = ("codeconnections", "codestar-connections")
GETS_THE_SOURCE = ("UseConnection", "GetConnectionToken")


def only_for(repository: str, *, connection_arn: str) -> list[iam.PolicyStatement]:
    """Deny the connection for every repository but this one, whoever else allows it.

    repository: as CodeConnections knows it, `owner/name`, with Azure DevOps `organization/project/repository`.
    Providers do not tell names apart by upper and lower case.

    A request that names no repository is let through: AWS documents the key for requests about one repository alone.
    """
    return [
        iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=[f"{name}:{action}" for name in SERVICES for action in GETS_THE_SOURCE],
            resources=[connection_arn],
            conditions={
                "StringNotEqualsIgnoreCase": {f"{service}:FullRepositoryId": repository},
                "Null": {f"{service}:FullRepositoryId": "false"},
            },
        )
        for service in SERVICES
    ]
