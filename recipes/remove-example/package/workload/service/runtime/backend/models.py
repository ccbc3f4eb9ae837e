"""What the API takes and answers."""

from typing import Annotated

from pydantic import BaseModel, Field


class Health(BaseModel):
    """The answer of `GET /health`."""

    status: Annotated[str, Field(examples=["ok"])]
    version: Annotated[str, Field(description="Version that answered", examples=["42"])]
