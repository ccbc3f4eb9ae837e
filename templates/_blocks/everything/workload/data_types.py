"""Which types of resources hold data, and when a change of theirs takes none away: `kept_data.py` asks."""

# Types of the registry of CloudFormation. Custom resources and those of third parties do not count.
HOLDS_DATA = frozenset(
    {
        # Databases, and what has one's place.
        "AWS::Cassandra::Keyspace",
        "AWS::Cassandra::Table",
        "AWS::DocDB::DBCluster",
        "AWS::DocDB::DBInstance",
        "AWS::DocDBElastic::Cluster",
        "AWS::DSQL::Cluster",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::MemoryDB::Cluster",
        "AWS::Neptune::DBCluster",
        "AWS::Neptune::DBInstance",
        "AWS::NeptuneGraph::Graph",
        "AWS::Elasticsearch::Domain",
        "AWS::OpenSearchServerless::Collection",
        "AWS::OpenSearchService::Domain",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::RDS::GlobalCluster",
        "AWS::Redshift::Cluster",
        "AWS::RedshiftServerless::Namespace",
        "AWS::Timestream::Database",
        "AWS::Timestream::InfluxDBCluster",
        "AWS::Timestream::InfluxDBInstance",
        "AWS::Timestream::Table",
        # Files and images.
        "AWS::Backup::BackupVault",
        "AWS::EC2::Volume",
        "AWS::CodeArtifact::Domain",
        "AWS::CodeArtifact::Repository",
        "AWS::ECR::Repository",
        "AWS::EFS::FileSystem",
        "AWS::FSx::FileSystem",
        "AWS::FSx::StorageVirtualMachine",
        "AWS::FSx::Volume",
        "AWS::S3::Bucket",
        "AWS::S3Express::DirectoryBucket",
        "AWS::S3Tables::Table",
        "AWS::S3Tables::TableBucket",
        "AWS::S3Vectors::Index",
        "AWS::S3Vectors::VectorBucket",
        # Messages that wait.
        "AWS::AmazonMQ::Broker",
        "AWS::Kinesis::Stream",
        "AWS::MSK::Cluster",
        "AWS::MSK::ServerlessCluster",
        "AWS::SQS::Queue",
        # Keys, without which the rest cannot be read, secrets, users, names, and values that are changed by hand.
        "AWS::Cognito::UserPool",
        "AWS::KMS::Key",
        "AWS::KMS::ReplicaKey",
        "AWS::Route53::HostedZone",
        "AWS::SecretsManager::Secret",
        "AWS::SSM::Parameter",
        # Whatever is in it.
        "AWS::CloudFormation::Stack",
    }
)
# No service reads them back, so in a data stack they are lost where nothing retains them; those of a service may go.
ARCHIVES = frozenset({"AWS::CloudTrail::EventDataStore", "AWS::Logs::LogGroup"})
# Of a service they go with what used them, where the template does not retain them.
GO_WITH_A_SERVICE = frozenset({"AWS::SecretsManager::Secret", "AWS::SQS::Queue"})
# What CloudFormation calls conditional although these values never replace a primary instance.
# Source: conditionalCreateOnlyProperties of the schema of AWS::RDS::DBInstance; Amazon RDS user guide, "Settings for DB
# instances", which modifies each of them in place.
IN_PLACE = {
    "AWS::RDS::DBInstance": {
        *("AutoMinorVersionUpgrade", "BackupRetentionPeriod", "DBParameterGroupName", "MultiAZ"),
        *("PreferredMaintenanceWindow", "StorageType"),
    },
}
# Another attribute, which another index needs, replaces no table; another type of one that is there does.
MAY_GROW = {"AWS::DynamoDB::Table": {"AttributeDefinitions"}}
