"""Releases of the template that a portal renders in a second."""

import shutil
from pathlib import Path

from exports import ROOT, exported_answers_only
from releases import Releases
from template_edits import question

README = Path("templates/_blocks/everything/README.md.jinja")
_API = Path("templates/serverless/docs/openapi.json")


def append(path: Path, text: str) -> None:
    """Add text to the end of a file, which need not exist."""
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


def few_files(folder: Path) -> Releases:
    """What answers land in, and the description of the API, which the catalogue reads."""
    template = shutil.copytree(exported_answers_only(), folder / "exported")
    (template / _API).parent.mkdir()
    shutil.copy(ROOT / _API, template / _API)
    return Releases(folder / "template", template)


def with_a_secret(folder: Path) -> Releases:
    """A template with the secret question `api_key`; the last line of README.md says how long the answer is."""
    template = shutil.copytree(exported_answers_only(), folder / "exported")
    question("project", "api_key", type="str", help="Which key?", default="", secret=True)(template)
    append(template / README, "{= api_key | length =} letters")
    return Releases(folder / "template", template)
