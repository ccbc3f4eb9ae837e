"""More migrations than the service has, for tests of what happens with them."""

import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from orders import migrations

PROJECT = Path(__file__).parents[3]
VERSIONS = Path(migrations.__file__).parent / "versions"
# The first step of a history of its own.
FIRST = "first"
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


def unwritten(versions: Path = VERSIONS) -> list[str]:
    """A sentence for each step that is still as `make migration` wrote it."""
    return [
        f"{path_of(file)}: upgrade() or downgrade() is empty: write the change where `raise NotImplementedError` is, "
        'for example op.add_column("orders", sa.Column("note", sa.Text))'
        for file in sorted(versions.glob("*.py"))
        if "raise NotImplementedError" in file.read_text("utf-8")
    ]


class NewerImage:
    """The migrations of the service, in a folder of their own, with steps that are added to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "migrations"
        shutil.copytree(Path(migrations.__file__).parent, self.folder, ignore=shutil.ignore_patterns("__pycache__"))

    @classmethod
    def with_a_history_of_its_own(cls, folder: Path) -> "NewerImage":
        """Without the steps of the service: FIRST alone, which changes nothing."""
        image = cls(folder)
        for file in (image.folder / "versions").glob("*.py"):
            file.unlink()
        image.add(FIRST, "pass", after=None)
        return image

    def add(self, revision: str, upgrade: str, *, after: str | None, downgrade: str = "pass", says: str = "") -> None:
        """Add one step. `upgrade` and `downgrade` are Python, for example op.drop_table("orders")."""
        text = STEP.format(revision=revision, after=after, upgrade=upgrade, downgrade=downgrade, says=says)
        (self.folder / "versions" / f"{revision}_added.py").write_text(text, encoding="utf-8")

    def config(self) -> Config:
        """Alembic's configuration of this image."""
        made = Config()
        made.set_main_option("script_location", str(self.folder))
        return made

    def run_by(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From here on, `orders.migrate` is the one of this image."""
        monkeypatch.setattr(migrations, "config", self.config)
