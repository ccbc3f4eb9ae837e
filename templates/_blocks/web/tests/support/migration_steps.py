"""Histories of a schema for tests of what happens with them."""

from pathlib import Path

from alembic.config import Config
from web.migrations import config

PROJECT = Path(__file__).parents[2]
# The first step of each history.
FIRST = "first"
ENV = """
from sqlalchemy import MetaData
from web.migrations import run

run(MetaData())
"""
STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {after!r}
{says}


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
"""


def path_of(file: Path) -> str:
    """The file as a sentence names it."""
    return (file.relative_to(PROJECT) if file.is_relative_to(PROJECT) else file).as_posix()


def unwritten(versions: Path) -> list[str]:
    """A sentence for each step of a service that is still as `make migration` wrote it."""
    return [
        f"{path_of(file)}: upgrade() or downgrade() is empty: write the change where `raise NotImplementedError` is, "
        'for example op.add_column("orders", sa.Column("note", sa.Text))'
        for file in sorted(versions.glob("*.py"))
        if "raise NotImplementedError" in file.read_text("utf-8")
    ]


class History:
    """The migrations of an image, in a folder of their own: FIRST, then the steps that a test adds."""

    def __init__(self, folder: Path, first: str = "pass") -> None:
        """first: what FIRST does, as Python, for example op.create_table("notes")."""
        self.versions = folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        (folder / "migrations" / "env.py").write_text(ENV, encoding="utf-8")
        self.add(FIRST, first, after=None)

    @property
    def location(self) -> str:
        """As Alembic names the folder."""
        return str(self.versions.parent)

    def add(self, revision: str, upgrade: str, *, after: str | None, downgrade: str = "pass", says: str = "") -> None:
        """Add one step. `upgrade` and `downgrade` are Python, for example op.drop_table("notes")."""
        text = STEP.format(revision=revision, after=after, upgrade=upgrade, downgrade=downgrade, says=says)
        (self.versions / f"{revision}_added.py").write_text(text, encoding="utf-8")

    def config(self) -> Config:
        """Alembic's configuration of this image."""
        return config(self.location)
