"""The building blocks, and where the template has the file that is rendered at a path."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from exports import BLOCKS, ROOT, template_files
from jinja2 import Environment
from questionnaire import loaded

LISTED: dict[str, list[str]] = yaml.safe_load(loaded()["blocks"]["default"])
# The block that this repository uses too: the package golden_paths/verifier.
VERIFIER = "verifier"
ELSEWHERE = {VERIFIER: Path("golden_paths")}


def block_folder(block: str) -> Path:
    """The folder whose content a block is, relative to the template."""
    return ELSEWHERE.get(block, BLOCKS / block)


def chosen_blocks(answers: Mapping[str, str]) -> list[str]:
    """The blocks of a repository with these answers: `architecture` and `infrastructure` are enough."""
    blocks: list[str] = yaml.safe_load(Environment().from_string(loaded()["chosen_blocks"]["default"]).render(answers))  # noqa: S701
    return blocks


def in_block(block: str) -> dict[str, Path]:
    """The files of a block's folder, by the path at which they are rendered."""
    folder = block_folder(block)
    found = (path for path in template_files() if path.is_relative_to(folder))
    return {path.relative_to(folder).as_posix().removesuffix(".jinja"): path for path in found}


def folder(path: Path) -> Path:
    """The block or the architecture that a file belongs to."""
    return Path(*path.parts[: 3 if path.is_relative_to(BLOCKS) else 2])


def shared_by(answers: Mapping[str, str]) -> dict[str, Path]:
    """Every file of the blocks of a repository with these answers, by the path at which it is rendered."""
    return {name: path for block in chosen_blocks(answers) for name, path in in_block(block).items()}


def source(path: str, template: Path = ROOT, architecture: str = "serverless") -> Path:
    """The file of the template that is rendered at `path`: of the first block that has it, or of the architecture."""
    folders = [*(template / block_folder(block) for block in LISTED), template / "templates" / architecture]
    found = (folder / f"{path}{suffix}" for folder in folders for suffix in ("", ".jinja"))
    return next(file for file in found if file.is_file())
