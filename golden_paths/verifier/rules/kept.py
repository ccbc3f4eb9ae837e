"""What was promised to be kept: versions, images, and databases that refuse to be deleted."""

import json
from collections.abc import Iterator, Mapping

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import as_list, as_text

VERSIONS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"
IMAGES = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"
PROTECTION = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html"
PROTECTING = {
    "AWS::DynamoDB::Table": "DeletionProtectionEnabled",
    "AWS::DynamoDB::GlobalTable": "DeletionProtectionEnabled",
    "AWS::RDS::DBInstance": "DeletionProtection",
    "AWS::RDS::DBCluster": "DeletionProtection",
}

_BUCKET = """
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    %sLifecycleConfiguration: {Rules: [{Status: Enabled, NoncurrentVersionExpiration: {NoncurrentDays: 90}}]}
"""


@rule(
    id="old-versions-are-kept-at-all",
    reason="Rules on old versions mean nothing where none are kept: what is overwritten is gone.",
    source=VERSIONS,
    fails=with_resources(_BUCKET % ""),
    passes=with_resources(_BUCKET % "VersioningConfiguration: {Status: Enabled}\n    "),
)
def old_versions(repository: Repository) -> Iterator[At]:
    """A bucket with lifecycle rules for old versions has versioning."""
    for bucket in repository.of_type("AWS::S3::Bucket"):
        rules = as_list(bucket.get("LifecycleConfiguration", "Rules"))
        named = any("NoncurrentVersion" in key for each in rules if isinstance(each, Mapping) for key in each)
        if named and bucket.get("VersioningConfiguration") is None:
            yield At.of(bucket, "its lifecycle rules are about old versions, and it keeps none: enable versioning")


_IMAGES = """
Images:
  Type: AWS::ECR::Repository
  Properties:
    LifecyclePolicy:
      LifecyclePolicyText: '{"rules": [{"selection": {"tagStatus": "any", "countType": "imageCountMoreThan",
        "countNumber": %s}}]}'
"""


@rule(
    id="last-release-keeps-its-image",
    reason="A rollback starts the image before; where only the newest is kept, it cannot be pulled any more.",
    source=IMAGES,
    fails=with_resources(_IMAGES % 1),
    passes=with_resources(_IMAGES % 50),
)
def keeps_image(repository: Repository) -> Iterator[At]:
    """A repository of images keeps more than the newest one."""
    for images in repository.of_type("AWS::ECR::Repository"):
        try:
            rules = json.loads(images.text("LifecyclePolicy", "LifecyclePolicyText") or "{}")["rules"]
        except (ValueError, KeyError, TypeError):
            continue
        for each in as_list(rules):
            selected = each.get("selection") if isinstance(each, Mapping) else None
            if not isinstance(selected, Mapping) or selected.get("countType") != "imageCountMoreThan":
                continue
            # Images with a tag of their own may be those of a cache.
            every = selected.get("tagStatus") == "any" or selected.get("tagPatternList") == ["*"]
            if every and selected.get("countNumber") in (0, 1):
                count = selected["countNumber"]
                yield At.of(images, f"it keeps {count} image, so a rollback finds none to start: keep more of them")


_TABLE = """
Table:
  Type: AWS::DynamoDB::Table
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties: {DeletionProtectionEnabled: %s}
"""


@rule(
    id="kept-database-refuses-deletion",
    reason="Retain keeps data when its stack goes; a delete in the console or by a script still takes it.",
    source=PROTECTION,
    fails=with_resources(_TABLE % "false"),
    passes=with_resources(_TABLE % "true"),
)
def refuses_deletion(repository: Repository) -> Iterator[At]:
    """A database that is kept with its stack has not switched its deletion protection off."""
    for database in repository.of_type(*PROTECTING):
        name = PROTECTING[database.type]
        # The cluster protects its members. A parameter may have another value in production.
        if as_text(database.body.get("DeletionPolicy")) != "Retain" or database.get("DBClusterIdentifier") is not None:
            continue
        replicas = [each for each in as_list(database.get("Replicas")) if isinstance(each, Mapping)]
        values = [as_text(each.get(name)) for each in (database.properties, *replicas)]
        if "false" in values:
            yield At.of(database, f"its DeletionPolicy is Retain, and {name} is switched off: switch it on")
