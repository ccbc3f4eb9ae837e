"""What lies on disks in clear text."""

from collections.abc import Iterator

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource

# What a database takes its encryption from, when it is made from another one.
INHERITED = (
    *("DBClusterIdentifier", "DBSnapshotIdentifier", "DBClusterSnapshotIdentifier", "SourceDBInstanceIdentifier"),
    *("SourceDbiResourceId", "SourceDBClusterIdentifier", "SourceDBInstanceAutomatedBackupsArn", "KmsKeyId"),
)
# Types, the switch, and whether leaving it out means no encryption.
SWITCHES = {
    "AWS::RDS::DBInstance": ("StorageEncrypted", True),
    "AWS::RDS::DBCluster": ("StorageEncrypted", False),
    "AWS::DocDB::DBCluster": ("StorageEncrypted", False),
    "AWS::Neptune::DBCluster": ("StorageEncrypted", False),
    "AWS::Redshift::Cluster": ("Encrypted", False),
    "AWS::EFS::FileSystem": ("Encrypted", False),
    "AWS::EC2::Volume": ("Encrypted", False),
}


@rule(
    id="storage-is-encrypted",
    reason="A database cannot be encrypted later: it has to be copied, with its users waiting.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    fails=with_resources("Database:\n  Type: AWS::RDS::DBInstance\n  Properties: {Engine: postgres}\n"),
    passes=with_resources(
        "Database:\n  Type: AWS::RDS::DBInstance\n  Properties: {Engine: postgres, StorageEncrypted: true}\n"
    ),
)
def is_encrypted(repository: Repository) -> Iterator[At]:
    """Databases and volumes are encrypted, unless they take that from what they are made from."""
    for resource in repository.of_type(*SWITCHES):
        switch, off_by_default = SWITCHES[resource.type]
        written = resource.text(switch)
        if (written == "false" or (not written and off_by_default)) and not _inherits(resource):
            yield At.of(
                resource,
                f"{switch} is {written or 'left out, which means false'}, so data and backups lie in clear text on "
                "the disks of AWS: set it to true before the first data is in it",
            )


def _inherits(resource: Resource) -> bool:
    own = resource.text("Engine").startswith(("aurora", "custom-", "docdb", "neptune"))
    return own or any(resource.get(each) is not None for each in INHERITED)
