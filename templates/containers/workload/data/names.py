"""Names of the example in the infrastructure. Set them before the first deployment: a database keeps its name."""

# Of the database, and of its user for the service.
DATABASE = "orders"
DATABASE_USER = "orders"
# What migrates it: a module of workload/service/runtime.
MIGRATION = ["python", "-m", "orders.migrate"]
# Whether RDS keeps the major version after its end of standard support, for a price by the hour, or upgrades it then.
# Only a new database takes this value.
EXTENDED_SUPPORT = False
