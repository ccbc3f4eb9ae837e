"""The vulnerabilities that the team accepts for a time: `security/accepted_vulnerabilities.toml`."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from settings.failure import ActionFailed

FILE = Path("security", "accepted_vulnerabilities.toml")


class Accepted(BaseModel):
    """id: as the scan prints it. reason: why it does no harm here. until: the last day that this holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=10)]
    until: date


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    accepted: tuple[Accepted, ...] = ()


def read(file: Path = FILE) -> frozenset[str]:
    """The ids that are accepted today.

    Raises ActionFailed: the file cannot be read, or the time of an entry is over, also when its finding is gone.
    """
    try:
        entries = _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).accepted
    except FileNotFoundError:
        return frozenset()
    except tomllib.TOMLDecodeError as error:
        raise ActionFailed(f"{file} is no TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ActionFailed(f"{file}: {where}: {first['msg']}; the file's first lines show an entry.") from None
    today = datetime.now(UTC).date()
    expired = [f"{entry.id} ({entry.until})" for entry in entries if entry.until < today]
    if expired:
        raise ActionFailed(
            f"{file}: accepted until a day that has passed: {', '.join(expired)}; "
            "remove the entry, or judge it again and name a new day."
        )
    return frozenset(entry.id for entry in entries)
