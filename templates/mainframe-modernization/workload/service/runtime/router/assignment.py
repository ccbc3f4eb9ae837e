"""On which side an account is. It depends on the account and the weight alone, so every task decides the same."""

import hashlib
from enum import StrEnum


class Side(StrEnum):
    """Who answers a request."""

    LEGACY = "legacy"
    NEW = "new"


def place(key: str) -> int:
    """The place of an account in the order in which accounts move, 0 to 99. The same for every operation."""
    digest = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100


def side(key: str | None, weight: int) -> Side:
    """A higher weight only moves accounts to the new service, a lower one only back.

    weight: percent of the accounts that the new service answers, 0 to 100. Without a key nobody can say which account
    it is, so the legacy system answers at any weight.
    """
    return Side.NEW if key is not None and place(key) < weight else Side.LEGACY
