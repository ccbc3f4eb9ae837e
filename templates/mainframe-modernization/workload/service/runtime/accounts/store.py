"""What the service asks of a store. Two of them keep this promise: `accounts.postgresql` and `accounts.dynamodb`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import Posting

# The field of ACCTREC that names an account.
KEY = "ACCT-NUMBER"

Values = Mapping[str, Any]


class AccountChanged(Exception):
    """The account is no longer what was read: another request was faster. Nothing was written."""


class KeyTaken(Exception):
    """A posting with this Idempotency-Key is there already. Nothing was written."""


class StoreNotReady(Exception):
    """The store does not answer, or lacks what this version needs; the message says what."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An account in the store. values: of ACCTREC. version: counts its changes, from 1 after the initial load."""

    account_id: str
    values: Values
    version: int


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A posting in the store, kept for ever as a journal. request_hash: differs for another request with this key."""

    key: str
    request_hash: str
    posting: Posting


class AccountStore(Protocol):
    """Reads and writes accounts; may block. Errors of the database itself reach the caller unchanged."""

    def check(self) -> None:
        """Raises StoreNotReady."""

    def find(self, account_id: str) -> Kept | None:
        """The account, or None."""

    def posted(self, account_id: str, key: str) -> Posted | None:
        """The posting that was made with this key, or None."""

    def post(self, kept: Kept, values: Values, posted: Posted) -> None:
        """Replace the values of the account that was read as `kept`, and keep the posting: both or none.

        Raises AccountChanged, KeyTaken.
        """

    def add(self, accounts: Mapping[str, Values]) -> None:
        """Keep those accounts, by id, that are not there yet; leave the others as they are."""

    def read(self, account_ids: Sequence[str]) -> dict[str, Kept]:
        """Those of these accounts that are there, by id."""

    def close(self) -> None:
        """Give connections back."""
