"""The resources that hold data, and where each kind says which key encrypts it. A queue is passed through."""

from collections.abc import Iterator

from tests.support.cloudformation import Resources, Template, references, resources

# By type; empty where the key is not a property of the resource.
ENCRYPTED_BY = {
    "AWS::Cognito::UserPool": "",
    "AWS::DocDB::DBCluster": "KmsKeyId",
    "AWS::DynamoDB::Table": "SSESpecification",
    "AWS::EFS::FileSystem": "KmsKeyId",
    "AWS::KMS::Key": "",
    "AWS::Kinesis::Stream": "StreamEncryption",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions",
    "AWS::RDS::DBCluster": "KmsKeyId",
    "AWS::RDS::DBInstance": "KmsKeyId",
    "AWS::S3::Bucket": "BucketEncryption",
}


def of_the_data(data: Template) -> Resources:
    """What would lose data, or make it unreadable, if it were deleted."""
    return {name: resource for name, resource in data["Resources"].items() if resource["Type"] in ENCRYPTED_BY}


def without_key(data: Template) -> Iterator[tuple[str, str]]:
    """Each resource that no key of `data` encrypts, with the property that would say so."""
    keys = set(resources(data, "AWS::KMS::Key"))
    # S3 writes access logs into buckets without a key of the customer only.
    logs = [each.get("Properties", {}).get("LoggingConfiguration", {}) for each in of_the_data(data).values()]
    for name, resource in of_the_data(data).items():
        where = ENCRYPTED_BY[resource["Type"]]
        if where and name not in references(logs) and not references(resource.get("Properties", {}).get(where)) & keys:
            yield name, where
