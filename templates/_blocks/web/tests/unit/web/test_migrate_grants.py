"""What the migration lets the service do in the database, and how it signs in there."""

import pytest
from sqlalchemy import MetaData, text
from sqlalchemy.exc import ProgrammingError

from tests.support.migration_task import Task
from tests.support.postgres import Server


def test_the_service_may_write_rows_and_change_nothing_else(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task.run(monkeypatch)
    task.sql(
        "UPDATE letters SET stamp = 'red'", "DELETE FROM letters", "SELECT revision FROM schema_history", role=task.role
    )
    for forbidden in (
        "DROP TABLE letters",
        "TRUNCATE letters",
        "ALTER TABLE letters ADD COLUMN a text",
        "CREATE TABLE mine (a text)",
        "DELETE FROM schema_history",
        "SELECT * FROM alembic_version",
    ):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            task.sql(forbidden, role=task.role)


def test_a_service_without_tables_may_read_which_steps_were_applied(
    task: Task, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.role() as role, server.database() as name:
        empty = Task(server, name, role, log=task.log, location=task.location, metadata=MetaData())
        assert empty.run(monkeypatch)[0] == 0
        empty.sql("SELECT revision FROM schema_history", role=role)


def test_on_rds_the_master_makes_a_user_that_signs_in_with_iam(
    task: Task, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given what RDS has: a master that is no superuser, and the role rds_iam under the one name that it can have
    master = f"{task.role}_master"
    server.execute(
        f"CREATE ROLE {master} LOGIN CREATEROLE PASSWORD 'not-asked-for'",
        "CREATE ROLE rds_iam",
        f"GRANT rds_iam TO {master} WITH ADMIN OPTION",
        f"ALTER DATABASE {task.database} OWNER TO {master}",
    )
    task.environment |= {"DATABASE_USER": master, "DATABASE_PASSWORD": "not-asked-for"}  # pragma: allowlist secret
    try:
        # When it migrates, twice
        assert [task.run(monkeypatch)[0] for _ in range(2)] == [0, 0]
        # Then the user of the service is a member of rds_iam
        with server.engine(task.database) as engine, engine.connect() as connection:
            member = text("SELECT pg_has_role(:role, 'rds_iam', 'MEMBER')")
            assert connection.execute(member, {"role": task.role}).scalar_one()
    finally:
        task.sql(f"DROP OWNED BY {task.role} CASCADE")
        server.execute(
            f"ALTER DATABASE {task.database} OWNER TO CURRENT_USER",
            f"DROP ROLE IF EXISTS {task.role}",
            "DROP ROLE rds_iam",
        )
        task.sql(f"REASSIGN OWNED BY {master} TO CURRENT_USER", f"DROP OWNED BY {master}", f"DROP ROLE {master}")


def test_a_role_that_exists_keeps_what_it_has(task: Task, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with server.role("LOGIN CONNECTION LIMIT 7") as role, server.database() as name:
        other = Task(server, name, role, log=task.log, location=task.location, metadata=task.metadata)
        assert other.run(monkeypatch)[0] == 0
        with server.engine(name) as engine, engine.connect() as connection:
            limit = text("SELECT rolconnlimit FROM pg_roles WHERE rolname = :role")
            assert connection.execute(limit, {"role": role}).scalar_one() == 7
