"""More migrations than the service has, for tests of what happens with them."""

import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from orders import migrations

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{after}"
{says}


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
"""


class NewerImage:
    """The migrations of the service, in a folder of their own, with steps that are added to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "migrations"
        shutil.copytree(Path(migrations.__file__).parent, self.folder, ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, revision: str, upgrade: str, *, after: str, downgrade: str = "pass", says: str = "") -> None:
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
