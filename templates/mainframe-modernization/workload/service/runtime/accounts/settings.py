"""The environment variables of the container, as typed values that are checked before the first request."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field
from web.settings import Name, NamedSettings, ServiceSettings

# Of the account record, in the folder of copybooks.
COPYBOOK = "ACCTREC.cpy"


class StoreKind(StrEnum):
    """Where accounts are kept. PostgreSQL reads DATABASE_*, DynamoDB reads TABLE_NAME."""

    POSTGRESQL = "postgresql"
    DYNAMODB = "dynamodb"


class StoreSettings(NamedSettings):
    """Which store, and where the copybook of its records is. For the service and for the initial load."""

    store: StoreKind = Field(alias="STORE")
    copybooks_folder: Path = Field(alias="COPYBOOKS_FOLDER", default=Path("cpy"))


class TableSettings(NamedSettings):
    """The table of DynamoDB. Its keys: `account` (S) and `item` (S)."""

    table_name: Name = Field(alias="TABLE_NAME")


class AccountSettings(ServiceSettings, StoreSettings):
    """What the service needs besides: the compiled programs and the size of their pool."""

    programs_folder: Path = Field(alias="PROGRAMS_FOLDER", default=Path("build/cobol"))
    # A call takes well below a millisecond: more workers than cores only wait for each other.
    workers: Annotated[int, Field(ge=1, le=64)] = Field(alias="PROGRAM_WORKERS", default=2)
    call_seconds: Annotated[float, Field(gt=0, le=25)] = Field(alias="PROGRAM_SECONDS", default=2.0)
