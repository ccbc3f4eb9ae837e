"""The service connects to the database whose certificate a known authority signed for its name, and to no other."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from web import database
from web.settings import DatabaseSettings

from tests.support import tls_server
from tests.support.authorities import Authority, Signed, authority
from tests.support.postgres import Server

HOST = "letters.c0example.eu-west-1.rds.amazonaws.com"
Answer = Callable[[Signed | None], object]


@pytest.fixture(scope="module")
def known() -> Authority:
    return authority("eu-west-1")


@pytest.fixture
def answer(server: Server, migrated: str, known: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """What comes of a connection, as the image makes it, to `HOST` with a certificate or without TLS."""
    bundle = tmp_path / "rds.pem"
    bundle.write_text(known.signed.certificate)
    # As in the Dockerfile. The address stands for the name, which no DNS knows.
    monkeypatch.setenv("PGSSLROOTCERT", str(bundle))
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")

    def connect(signed: Signed | None) -> object:
        with tls_server.before(server.url, signed, tmp_path) as port:
            there = {"DATABASE_HOST": HOST, "DATABASE_PORT": str(port), "DATABASE_SSLMODE": "verify-full"}
            engine = database.connect(DatabaseSettings.load(server.environment(migrated) | there))
            try:
                with engine.connect() as connection:
                    return connection.execute(text("SELECT 'connected'")).scalar()
            finally:
                engine.dispose()

    return connect


def test_a_database_with_its_name_in_a_certificate_of_a_known_authority_is_trusted(
    answer: Answer, known: Authority
) -> None:
    assert answer(known.server(HOST)) == "connected"


def test_the_certificate_of_another_database_is_refused(answer: Answer, known: Authority) -> None:
    with pytest.raises(OperationalError, match=f'does not match host name "{HOST}"'):
        answer(known.server(HOST.replace("letters", "parcels")))


def test_a_certificate_of_an_unknown_authority_is_refused(answer: Answer) -> None:
    with pytest.raises(OperationalError, match="certificate verify failed"):
        answer(authority("us-east-1").server(HOST))


def test_a_database_without_tls_is_refused(answer: Answer) -> None:
    with pytest.raises(OperationalError, match="server does not support SSL"):
        answer(None)
