"""The image connects to the database whose certificate an authority of RDS signed, and to no other."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from images.authorities import authority
from images.buildah import Buildah, BuildFailed, Built
from images.bundle import HOST, Bundle
from images.container import run

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 20
ANOTHER = HOST.replace("orders", "parcels")
CONNECT = """
import os
from sqlalchemy import text
from web.database import connect
from web.settings import DatabaseSettings
with connect(DatabaseSettings.load(os.environ)).connect() as connection:
    print("TLS:", connection.execute(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).scalar())
"""


@pytest.fixture
def owner(database: dict[str, str]) -> dict[str, str]:
    """The variables of the migration on ECS, where nothing says how to connect. The host is found without DNS."""
    names = {"DATABASE_USER": "master", "APPLICATION_USER": "orders", "DATABASE_HOST": HOST, "PGHOSTADDR": "127.0.0.1"}
    return {name: value for name, value in (database | names).items() if name != "DATABASE_SSLMODE"}


def connected(image: Built, **variables: str) -> subprocess.CompletedProcess[str]:
    """What comes of a connection of the code in the image."""
    return run(image, "python", "-c", CONNECT, **variables)


@contextmanager
def changed(owner: dict[str, str], **values: str) -> Iterator[None]:
    """The server with other settings, until the end."""
    configure(owner, [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in values.items()])
    try:
        yield
    finally:
        configure(owner, [f"ALTER SYSTEM RESET {name}" for name in values])


def configure(owner: dict[str, str], statements: list[str]) -> None:
    """Return when a new connection meets the change: the server reads its settings some time after it was told to."""
    loaded = "SELECT pg_conf_load_time()"
    with superuser(owner) as connection:
        before = connection.execute(loaded).fetchone()
        for statement in statements:
            connection.execute(statement)
        connection.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with superuser(owner) as connection:
            if connection.execute(loaded).fetchone() != before:
                return
        assert time.monotonic() < deadline, "the server does not read its settings"
        time.sleep(0.05)


def superuser(owner: dict[str, str]) -> psycopg.Connection:
    """A connection that needs no certificate."""
    where = f"host=127.0.0.1 port={owner['DATABASE_PORT']} user=master dbname=orders sslmode=disable"
    return psycopg.connect(where, autocommit=True)


def foreign(owner: dict[str, str], region: str) -> dict[str, str]:
    """Settings of the server with a certificate for its own name, signed by an authority outside of the bundle.

    region: in the name of that authority.
    """
    signed = authority(region).server(HOST)
    with superuser(owner) as connection:
        [data] = connection.execute("SHOW data_directory").fetchone() or ()
    files = {Path(data, "foreign.crt"): signed.certificate, Path(data, "foreign.key"): signed.key}
    for file, text in files.items():
        file.write_text(text, "utf-8")
        shutil.chown(file, "postgres")
        file.chmod(0o600)
    return {"ssl_cert_file": "foreign.crt", "ssl_key_file": "foreign.key"}


def test_it_connects_with_tls_to_a_database_that_shows_a_certificate_of_rds(
    image: Built, owner: dict[str, str]
) -> None:
    done = connected(image, **owner)
    assert (done.returncode, done.stdout) == (0, "TLS: True\n")


def test_its_migration_does_so_too(image: Built, owner: dict[str, str]) -> None:
    done = run(image, "python", "-m", "orders.migrate", **owner)
    assert done.returncode == 0, done.stdout


def test_a_database_with_another_name_is_refused(image: Built, owner: dict[str, str]) -> None:
    done = connected(image, **{**owner, "DATABASE_HOST": ANOTHER})
    assert done.returncode != 0
    assert (
        f'server certificate for "{HOST}" does not match host name "{HOST.replace("orders", "parcels")}"' in done.stdout
    )


@pytest.mark.parametrize(
    ("region", "sentence"),
    [("us-east-1", "certificate verify failed"), ("eu-west-1", "provider signature failure")],
    ids=["one-of-another-name", "one-that-took-the-name-of-the-right-one"],
)
def test_a_certificate_that_another_authority_signed_is_refused(
    image: Built, owner: dict[str, str], region: str, sentence: str
) -> None:
    with changed(owner, **foreign(owner, region)):
        done = connected(image, **owner)
    assert done.returncode != 0
    assert sentence in done.stdout


def test_a_database_without_tls_is_refused(image: Built, owner: dict[str, str]) -> None:
    with changed(owner, ssl="off"):
        done = connected(image, **owner)
    assert done.returncode != 0
    assert "server does not support SSL, but SSL was required" in done.stdout


def test_without_its_setting_the_name_would_not_be_looked_at(
    spoilt: Callable[[str, str], Built], owner: dict[str, str]
) -> None:
    image = spoilt("DATABASE_SSLMODE=verify-full", "DATABASE_SSLMODE=require")
    assert connected(image, **{**owner, "DATABASE_HOST": ANOTHER}).returncode == 0


@pytest.mark.parametrize(
    ("argument", "value", "sentence"),
    [
        ("DATABASE_REGION", "ap-southeast-6", "has none of ap-southeast-6 that is valid for another year"),
        ("DATABASE_CERTIFICATES", "blocked", "holds no certificate, it begins with '<!DOCTYPE html>"),
    ],
)
def test_it_is_not_built_with_a_bundle_that_does_not_help(
    buildah: Buildah, bundle: Bundle, repository: Path, argument: str, value: str, sentence: str
) -> None:
    given = value if argument == "DATABASE_REGION" else bundle.address.replace("global-bundle.pem", value)
    with pytest.raises(BuildFailed, match=sentence):
        buildah.build(repository, "refused", **{argument: given})
