"""Names of the example in the infrastructure. Set them before the first deployment: a store keeps its names."""

# With PostgreSQL: the database, and its user for the service.
DATABASE = "accounts"
DATABASE_USER = "accounts"
# What migrates it: a module of workload/service/runtime.
MIGRATION = ["python", "-m", "accounts.migrate"]
# With DynamoDB: the keys of an item, both text.
TABLE_KEY, TABLE_SORT_KEY = "account", "item"
