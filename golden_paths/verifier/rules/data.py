"""Data that a stack keeps, or should."""

from collections import defaultdict
from collections.abc import Iterator

from ..environments import PRODUCTION, environment
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, Example, rule
from ..templates import Resource, as_text

DELETION_POLICY = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html"
KEEPS = {"Retain", "RetainExceptOnCreate", "Snapshot"}
DATABASES = {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}
STATEFUL = (
    *sorted(DATABASES),
    *("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::EFS::FileSystem"),
    *("AWS::KMS::Key", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup", "AWS::ECR::Repository"),
    *("AWS::Cognito::UserPool", "AWS::Backup::BackupVault", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"),
    *("AWS::OpenSearchService::Domain", "AWS::Kinesis::Stream", "AWS::SQS::Queue"),
)
# CloudFormation deletes these only where nothing is in them.
STAYS_UNLESS_EMPTY = {"AWS::S3::Bucket", "AWS::ECR::Repository", "AWS::Backup::BackupVault"}
_TABLE = "Table:\n  Type: AWS::DynamoDB::Table\n"


@rule(
    id="kept-on-replacement-too",
    reason="DeletionPolicy does not hold when a resource is replaced, nor UpdateReplacePolicy when one is removed.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html",
    fails=with_resources(_TABLE + "  DeletionPolicy: Retain\n"),
    passes=with_resources(_TABLE + "  DeletionPolicy: Retain\n  UpdateReplacePolicy: Retain\n"),
)
def kept_on_replacement_too(repository: Repository) -> Iterator[At]:
    """What is kept when it is removed is kept when it is replaced, and the other way round."""
    for resource in repository.of_type(*STATEFUL):
        if resource.type in STAYS_UNLESS_EMPTY:
            continue
        removed, replaced = _policies(resource)
        if (_keeps(removed) and replaced == "Delete") or (_keeps(replaced) and removed == "Delete"):
            strong, value, weak = (
                ("DeletionPolicy", removed, "UpdateReplacePolicy")
                if _keeps(removed)
                else ("UpdateReplacePolicy", replaced, "DeletionPolicy")
            )
            if strong in resource.body:
                why = "" if weak in resource.body else ", since none is written"
                yield At.of(
                    resource,
                    f"{strong} is {value} and {weak} is Delete{why}, so its data is lost by the other way: "
                    f"write {weak}: {value} as well",
                )


def _keeps(policy: str) -> bool:
    """A DeletionPolicy that keeps the data, in one of its cases if it is a Fn::If."""
    return any(each in policy for each in KEEPS)


def _policies(resource: Resource) -> tuple[str, str]:
    """DeletionPolicy and UpdateReplacePolicy, with what CloudFormation takes where none is written."""
    alone = resource.type in DATABASES and resource.get("DBClusterIdentifier") is None
    removed = as_text(resource.body.get("DeletionPolicy", "Snapshot" if alone else "Delete"))
    return removed, as_text(resource.body.get("UpdateReplacePolicy", "Delete"))


_KEY = "Key:\n  Type: AWS::KMS::Key\n"
_KEPT = (
    "Bucket:\n  Type: AWS::S3::Bucket\n  DeletionPolicy: Retain\n  UpdateReplacePolicy: Retain\n"
    "  Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault:"
    " {SSEAlgorithm: aws:kms, KMSMasterKeyID: !GetAtt Key.Arn}}]}}\n"
)


@rule(
    id="kept-data-keeps-its-key",
    reason="What is encrypted with a key cannot be read any more once the key is deleted.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    fails=with_resources(_KEY + _KEPT),
    passes=with_resources(_KEY + "  DeletionPolicy: Retain\n  UpdateReplacePolicy: Retain\n" + _KEPT),
)
def keeps_its_key(repository: Repository) -> Iterator[At]:
    """The key of kept data is kept as well."""
    for template in repository.templates:
        lost = {each.id for each in template.of_type("AWS::KMS::Key") if _policies(each)[0] == "Delete"}
        for resource in template.of_type(*STATEFUL) if lost else ():
            key = next((each for each in _keys(resource) if each in lost), None)
            if key is not None and "DeletionPolicy" in resource.body and _keeps(_policies(resource)[0]):
                yield At(
                    template.file,
                    resource.where,
                    f"its DeletionPolicy is {_policies(resource)[0]}, and its key {key} is deleted with the stack, "
                    "and then nobody can read the data: keep the key with the same DeletionPolicy",
                )


def _keys(resource: Resource) -> Iterator[str]:
    """Logical ids of what stands in properties for keys of encryption."""
    waiting: list[object] = [resource.properties]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += found
        for name, value in found.items() if isinstance(found, dict) else ():
            key = resource.template.resource(value) if "kms" in str(name).lower() else None
            if key is not None:
                yield key.id
            else:
                waiting.append(value)


@rule(
    id="protected-data-has-backups",
    reason="Deletion protection guards against one mistake; a wrong write is undone by a backup alone.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
    fails=with_resources(_TABLE + "  Properties: {DeletionProtectionEnabled: true}\n"),
    passes=with_resources(
        _TABLE + "  Properties: {DeletionProtectionEnabled: true,"
        " PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}}\n"
    ),
)
def has_backups(repository: Repository) -> Iterator[At]:
    """A database with deletion protection has backups to which one can return."""
    for resource in repository.of_type("AWS::DynamoDB::Table", *DATABASES):
        recovery = resource.text("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")
        days = resource.text("BackupRetentionPeriod")
        if not _is_protected(resource):
            continue
        if resource.type == "AWS::DynamoDB::Table" and recovery in {"", "false"} and not _guarded(resource):
            what = "point-in-time recovery is off: turn PointInTimeRecoveryEnabled on"
        elif days == "0":
            what = "BackupRetentionPeriod is 0, which turns backups off: keep them for some days"
        else:
            continue
        yield At.of(resource, f"it is protected against deletion, so its data matters, and {what}")


def _is_protected(resource: Resource) -> bool:
    """In one of its cases, if that is a Fn::If."""
    return any(
        as_text(each) == "true"
        for name in ("DeletionProtectionEnabled", "DeletionProtection")
        for each in each_of(resource.get(name))
    )


def _guarded(resource: Resource) -> bool:
    """Something that nobody can read here stands for the recovery."""
    found = resource.get("PointInTimeRecoverySpecification")
    return isinstance(found, dict) and "PointInTimeRecoveryEnabled" not in found


@rule(
    id="protected-data-is-kept",
    reason="A database that may not be deleted and has DeletionPolicy Delete leaves a stack that cannot be deleted.",
    source=DELETION_POLICY,
    fails=with_resources(_TABLE + "  DeletionPolicy: Delete\n  Properties: {DeletionProtectionEnabled: true}\n"),
    passes=with_resources(_TABLE + "  DeletionPolicy: Retain\n  Properties: {DeletionProtectionEnabled: true}\n"),
)
def is_kept(repository: Repository) -> Iterator[At]:
    """A database with deletion protection is kept when its stack is deleted."""
    for resource in repository.of_type("AWS::DynamoDB::Table", *DATABASES):
        if _is_protected(resource) and _policies(resource)[0] == "Delete":
            yield At.of(
                resource,
                "it is protected against deletion and its DeletionPolicy is Delete, so that its removal fails: write "
                "Retain or Snapshot for both DeletionPolicy and UpdateReplacePolicy",
            )


def _two(production: str, staging: str) -> Example:
    return {
        file: text
        for stage, more in (("prod", production), ("staging", staging))
        for file, text in {f"{stage}/data.yaml": with_resources(_TABLE + more)["template.yaml"]}.items()
    }


@rule(
    id="production-keeps-as-much",
    reason="Settings of data that are stronger in staging than in production were most likely swapped.",
    source=DELETION_POLICY,
    fails=_two("  DeletionPolicy: Delete\n", "  DeletionPolicy: Retain\n"),
    passes=_two("  DeletionPolicy: Retain\n", "  DeletionPolicy: Delete\n"),
)
def keeps_as_much(repository: Repository) -> Iterator[At]:
    """The data of production is protected as well as that of each other environment, in templates named for those."""
    others: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    productive = []
    for template in repository.templates:
        found = environment(template.file)
        for resource in template.of_type(*STATEFUL) if found else ():
            if found == PRODUCTION:
                productive.append(resource)
            else:
                others[resource.type, resource.id].append(resource)
    for resource in productive:
        mine = _strength(resource)
        for other in others[resource.type, resource.id]:
            theirs = _strength(other)
            weaker = [name for name, value in mine.items() if theirs[name][0] > value[0] >= 0]
            if weaker:
                name = weaker[0]
                yield At.of(
                    resource,
                    f"{name} is {mine[name][1]} here and {theirs[name][1]} in {other.template.file}: protect the "
                    "data of production at least as well as that of other environments",
                )
                break


def _strength(resource: Resource) -> dict[str, tuple[int, str]]:
    """How well the data is kept, as a number and as written; -1 where nobody knows."""
    recovery = resource.text("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")
    protection = resource.text("DeletionProtectionEnabled") or resource.text("DeletionProtection")
    removed, days = _policies(resource)[0], resource.text("BackupRetentionPeriod")
    return {
        "DeletionPolicy": (1 if removed in KEEPS else 0 if removed == "Delete" else -1, removed),
        "deletion protection": (_switch(protection), protection or "off"),
        "point-in-time recovery": (_switch(recovery), recovery or "off"),
        "BackupRetentionPeriod": (int(days) if days.isdigit() else -1, days),
    }


def _switch(text: str) -> int:
    return {"true": 1, "false": 0, "": 0}.get(text, -1)
