"""Names of the example in the infrastructure. Set them before the first deployment: a database keeps its name."""

# Of the database, and of its user for the service.
DATABASE = "orders"
DATABASE_USER = "orders"
# What migrates it: a module of workload/service/runtime.
MIGRATION = ["python", "-m", "orders.migrate"]
# Whether RDS keeps the major version after its end of standard support, for a price by the hour, or upgrades it then.
# Only a new database takes this value.
EXTENDED_SUPPORT = False
# The authority that signs the certificate of the database. RDS changes the certificate of one that is there with this
# value; without it a database keeps its authority, and a new one gets the default of its account and region.
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
