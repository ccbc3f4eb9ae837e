"""Names of the example in the infrastructure. Set them before the first deployment: a store keeps its names."""

# With PostgreSQL: the database, and its user for the service.
DATABASE = "accounts"
DATABASE_USER = "accounts"
# What migrates it: a module of workload/service/runtime.
MIGRATION = ["python", "-m", "accounts.migrate"]
# Whether RDS keeps the major version after its end of standard support, for a price by the hour, or upgrades it then.
# Only a new database takes this value.
EXTENDED_SUPPORT = False
# The authority that signs the certificate of the database. RDS changes the certificate of one that is there with this
# value; without it a database keeps its authority, and a new one gets the default of its account and region.
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
# With DynamoDB: the keys of an item, both text.
TABLE_KEY, TABLE_SORT_KEY = "account", "item"
