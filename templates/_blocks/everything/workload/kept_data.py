"""A deployment never removes or replaces what holds data by mistake.

CloudFormation replaces a table whose construct has another id, or a property that cannot change: a new one, empty,
takes its place, every check of the release works with the new one, and users miss what they stored.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from monitoring import change_sets, stacks
from monitoring.change_sets import Change
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed

HOLDS_DATA = frozenset(
    {
        # Databases, and what has one's place.
        "AWS::Cassandra::Keyspace",
        "AWS::Cassandra::Table",
        "AWS::DocDB::DBCluster",
        "AWS::DocDB::DBInstance",
        "AWS::DSQL::Cluster",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::MemoryDB::Cluster",
        "AWS::Neptune::DBCluster",
        "AWS::Neptune::DBInstance",
        "AWS::OpenSearchServerless::Collection",
        "AWS::OpenSearchService::Domain",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::RDS::GlobalCluster",
        "AWS::Redshift::Cluster",
        "AWS::RedshiftServerless::Namespace",
        "AWS::Timestream::Database",
        "AWS::Timestream::Table",
        # Files and images.
        "AWS::Backup::BackupVault",
        "AWS::EC2::Volume",
        "AWS::ECR::Repository",
        "AWS::EFS::FileSystem",
        "AWS::FSx::FileSystem",
        "AWS::FSx::Volume",
        "AWS::S3::Bucket",
        "AWS::S3Express::DirectoryBucket",
        "AWS::S3Tables::Table",
        "AWS::S3Tables::TableBucket",
        # Messages that wait.
        "AWS::Kinesis::Stream",
        "AWS::MSK::Cluster",
        "AWS::SQS::Queue",
        # Keys, without which the rest cannot be read, secrets, users, and values that are changed by hand.
        "AWS::Cognito::UserPool",
        "AWS::KMS::Key",
        "AWS::KMS::ReplicaKey",
        "AWS::SecretsManager::Secret",
        "AWS::SSM::Parameter",
        # Whatever is in it.
        "AWS::CloudFormation::Stack",
    }
)
# The service does not read them back, so they are lost only where nothing retains them.
ARCHIVES = frozenset({"AWS::CloudTrail::EventDataStore", "AWS::Logs::LogGroup"})
RETAINED = {"Retain", "ReplaceAndRetain"}
# So long after a deployment began a stage may be rolled back, and takes away again what that deployment made.
ROLLED_BACK_WITHIN = timedelta(days=1)


def review(
    cloudformation: Any, environment: DeploymentEnvironment, *, stack: str, change_set: str, rolls_back: bool
) -> None:
    """Print what a complete change set would do, and let nothing be lost where `environment` protects its data.

    rolls_back: whether a stage that is rolled back deploys this stack as it was before, as it does with the service.
    Raises ActionFailed: it would remove or replace what holds data and `replace_data` does not name it. The change set
    is gone then, so that nobody executes it.
    """
    found = change_sets.changes(cloudformation, stack, change_set)
    for line in summary(found):
        print(line)
    if not environment.protect_data:
        return
    lost = losses(found, allowed=environment.replace_data)
    if lost and rolls_back:
        recent = {
            each.stack: stacks.made_by_the_last_deployment(cloudformation, each.stack, within=ROLLED_BACK_WITHIN)
            for each in lost
        }
        lost = [each for each in lost if each.logical_id not in recent[each.stack]]
    if lost:
        cloudformation.delete_change_set(StackName=stack, ChangeSetName=change_set)
        ids = ", ".join(f'"{change.logical_id}"' for change in lost)
        raise ActionFailed(
            "\n".join(
                [
                    f"Nothing was deployed: {stack} would lose data.",
                    *(f"- {_sentence(change)}" for change in lost),
                    "To keep the data, take the change back: the id of the construct, or the property that is named. "
                    f"If it may go, add replace_data=({ids},) to {environment.name} in environments.py, for this "
                    "release alone.",
                ]
            )
        )


def losses(changes: Iterable[Change], *, allowed: Collection[str] = ()) -> list[Change]:
    """Those that take data away. allowed: logical ids of what may go."""
    return [each for each in changes if each.logical_id not in allowed and _loses_data(each)]


def summary(changes: Iterable[Change]) -> list[str]:
    """A line for each change, what goes first: `prod-data: Remove OrdersTable (AWS::DynamoDB::Table)`."""
    worst_first = sorted(changes, key=lambda each: (each.action != "Remove", not each.replaces, each.action == "Add"))
    return [f"{each.stack}: {_what(each)} {each.logical_id} ({each.type})" for each in worst_first]


def _loses_data(change: Change) -> bool:
    if change.action != "Remove" and not change.replaces and change.action != "Dynamic":
        return False
    return change.type in HOLDS_DATA or (change.type in ARCHIVES and change.policy not in RETAINED)


def _what(change: Change) -> str:
    if change.replaces:
        return "Replace" if change.replacement == "True" else "Modify or replace"
    return change.action


def _sentence(change: Change) -> str:
    what = f"{change.logical_id} ({change.type}, stack {change.stack})"
    if change.replaces:
        may = "is" if change.replacement == "True" else "may be"
        because = f" because of {', '.join(change.causes)}" if change.causes else ""
        return f"{what} {may} replaced by an empty one{because}."
    if change.action == "Dynamic":
        return f"{what} changes in a way that CloudFormation cannot tell before."
    left = "stays behind, and nothing uses it" if change.policy in RETAINED else "is deleted"
    return f"{what} is no longer in the template: it {left}."
