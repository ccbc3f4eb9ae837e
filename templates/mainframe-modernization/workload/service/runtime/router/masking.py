"""Values of answers as logs may show them: equal ones look equal, and nobody can find out what they are."""

import hashlib
import re
import secrets
from decimal import Decimal

# Of this process only: whoever has the logs cannot try out all balances or account numbers.
_KEY = secrets.token_bytes(32)
_NAME = re.compile(r"[A-Za-z_][A-Za-z_-]{0,39}")


class Absent:
    """Stands for a field that is not there."""


ABSENT = Absent()


def masked(value: object) -> str:
    """The kind of a JSON value, and eight hexadecimal digits that stand for it in the log of this process."""
    if isinstance(value, Absent):
        return "absent"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return f"object of {len(value)}"
    if isinstance(value, list):
        return f"array of {len(value)}"
    if isinstance(value, str | bytes):
        text = value.encode(errors="surrogatepass") if isinstance(value, str) else value
        return f"{'string' if isinstance(value, str) else 'bytes'} of {len(value)} #{_digest(text)}"
    if isinstance(value, Decimal):
        return f"number #{_digest(_plain(value).encode())}"
    return f"boolean #{_digest(str(value).encode())}"


def masked_name(name: str) -> str:
    """The name of a field. One that may itself be data, such as an account number, becomes its digest."""
    return name if _NAME.fullmatch(name) else f"<#{_digest(name.encode(errors='surrogatepass'))}>"


def _plain(value: Decimal) -> str:
    """One text for one value, whatever its exponent was: 1.0 and 1. `normalize` would round to 28 digits."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    stripped = text.rstrip("0")
    return f"{'-' * sign * bool(stripped)}{stripped}e{int(exponent) + len(text) - len(stripped) if stripped else 0}"


def _digest(value: bytes) -> str:
    return hashlib.blake2b(value, key=_KEY, digest_size=4).hexdigest()
