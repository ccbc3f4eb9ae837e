"""The role that the service signs in with: may read and write rows, and change nothing about the tables."""

from sqlalchemy import Connection, MetaData, text

from web.migrations import schema_history


def grant(connection: Connection, role: str, metadata: MetaData) -> None:
    """Create the role where it is missing, and give it what the service needs. Harmless when repeated."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    quoted = quote(role)
    if not _exists(connection, role):
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN"))
    database = quote(connection.execute(text("SELECT current_database()")).scalar_one())
    tables = [quote(table.name) for table in metadata.sorted_tables]
    for statement in (
        f"GRANT CONNECT ON DATABASE {database} TO {quoted}",
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {quoted}" for table in tables),
        # For GET /ready.
        f"GRANT SELECT ON {quote(schema_history.name)} TO {quoted}",
    ):
        connection.execute(text(statement))
    # Amazon RDS: whoever is a member signs in with a token of IAM and with nothing else.
    if _exists(connection, "rds_iam"):
        connection.execute(text(f"GRANT rds_iam TO {quoted}"))


def _exists(connection: Connection, role: str) -> bool:
    return connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first() is not None
