"""Accounts in PostgreSQL: one row per account, its columns from the copybook, and one row per posting."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Row, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from web.migrations import has_revision, head
from web.observability import logger

from accounts.models import Posting
from accounts.schema import LOCATION, accounts, postings
from accounts.store import AccountChanged, Kept, KeyTaken, Posted, StoreNotReady, Values
from records.layout import Layout
from records.table import from_row, to_row

NOT_READY = "The database does not answer, or was never migrated"
# SQLSTATE lock_not_available: the first request with this key, or another one on this account, takes too long.
LOCKED = "55P03"


class PostgresAccounts:
    """See `accounts.store.AccountStore`. layout: of ACCTREC. needed_revision: the schema that the queries are for."""

    def __init__(self, engine: Engine, layout: Layout, *, needed_revision: str | None = None) -> None:
        self._engine, self._layout, self._needed = engine, layout, needed_revision or head(LOCATION)

    def check(self) -> None:
        """Raises StoreNotReady."""
        try:
            has_schema = has_revision(self._engine, self._needed)
        except SQLAlchemyError as error:
            logger.warning(NOT_READY, exc_info=True)
            raise StoreNotReady(NOT_READY) from error
        if not has_schema:
            raise StoreNotReady(f"The database lacks migration {self._needed}")

    def find(self, account_id: str) -> Kept | None:
        """The account, or None."""
        return self.read([account_id]).get(account_id)

    def posted(self, account_id: str, key: str) -> Posted | None:
        """The posting that was made with this key, or None."""
        of_key = (postings.c.account == int(account_id)) & (postings.c.idempotency_key == key)
        with self._engine.connect() as connection:
            row = connection.execute(select(postings).where(of_key)).first()
        if row is None:
            return None
        posting = Posting.model_validate({**row._mapping, "account_id": account_id})
        return Posted(key=key, request_hash=row.request_hash, posting=posting)

    def post(self, kept: Kept, values: Values, posted: Posted) -> None:
        """Both rows in one transaction. Raises AccountChanged, KeyTaken."""
        try:
            with self._engine.begin() as connection:
                # Waits for a transaction that is just posting with this key.
                new = insert(postings).values(_row(posted)).on_conflict_do_nothing()
                if connection.execute(new.returning(postings.c.account)).first() is None:
                    raise KeyTaken
                as_read = (accounts.c.acct_number == int(kept.account_id)) & (accounts.c.version == kept.version)
                changed = update(accounts).where(as_read).values(self._row(values, kept.version + 1))
                if connection.execute(changed).rowcount == 0:
                    raise AccountChanged
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == LOCKED:
                raise AccountChanged from error
            raise

    def add(self, missing: Mapping[str, Values]) -> None:
        """Keep those that are not there yet, in one transaction."""
        if missing:
            with self._engine.begin() as connection:
                rows = [self._row(values, 1) for values in missing.values()]
                connection.execute(insert(accounts).on_conflict_do_nothing(), rows)

    def read(self, account_ids: Sequence[str]) -> dict[str, Kept]:
        """Those of these accounts that are there, by id."""
        with self._engine.connect() as connection:
            of_these = accounts.c.acct_number.in_([int(each) for each in account_ids])
            found = connection.execute(select(accounts).where(of_these))
            return {kept.account_id: kept for kept in map(self._kept, found)}

    def close(self) -> None:
        """Give connections back."""
        self._engine.dispose()

    def _row(self, values: Values, version: int) -> dict[str, Any]:
        return {**to_row(self._layout, values), "version": version}

    def _kept(self, row: Row[Any]) -> Kept:
        values = from_row(self._layout, dict(row._mapping))
        return Kept(account_id=f"{row.acct_number:010}", values=values, version=row.version)


def _row(posted: Posted) -> dict[str, Any]:
    posting = posted.posting
    return {
        "account": int(posting.account_id),
        "idempotency_key": posted.key,
        "request_hash": posted.request_hash,
        **posting.model_dump(exclude={"account_id"}),
        "posted_at": datetime.now(UTC),
    }
