"""Stages after Build, as CodeBuild runs them: from the artifact of Build, on a machine that has nothing else."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import yaml
from exports import SUPPORT

STAGES = {"deploy": "deploy", "verify": "verify", "quiet": "quiet", "integration": "suite", "e2e": "suite"}


@dataclass(frozen=True)
class Ran:
    """What a stage printed, its exit code, what it asked AWS in order, and when it asked first."""

    printed: str
    code: int
    requests: list[str]
    seconds: float | None

    def asked(self, request: str) -> bool:
        return any(each.startswith(request) for each in self.requests)


def artifact(repository: Path, archive: Path, *, below: tuple[str, ...] = ("",)) -> Path:
    """What buildspecs/package.yml hands on, in `archive`. CodeBuild leaves links and modes of files out, or may.

    below: only what is in these folders.
    """
    handed_on = yaml.safe_load((repository / "buildspecs" / "package.yml").read_text("utf-8"))["artifacts"]
    assert handed_on["files"] == ["**/*"]
    left_out = tuple(pattern.removesuffix("**/*") for pattern in handed_on["exclude-paths"])
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        for file in sorted(repository.rglob("*")):
            name = file.relative_to(repository).as_posix()
            if file.is_file() and not file.is_symlink() and name.startswith(below) and not name.startswith(left_out):
                packed.write(file, name)
    return archive


def unpacked(archive: Path, folder: Path) -> Path:
    """The artifact in a new folder, where CodeBuild puts it before a stage."""
    with ZipFile(archive) as packed:
        packed.extractall(folder)
    return folder


def run_stage(folder: Path, target: str, *, node: Path, installed: bool = False) -> Ran:
    """Run `make TARGET` in an unpacked artifact, with the variables of its buildspec, a HOME of its own and no route.

    node: the folder of a Node, which stands for that of the image of CodeBuild. installed: by `make install`, whatever
    the buildspec says.
    """
    spec = yaml.safe_load((folder / "buildspecs" / f"{STAGES[target]}.yml").read_text("utf-8"))
    home = folder.with_name(f"{folder.name}-home")
    home.mkdir(exist_ok=True)
    variables = {
        **({} if installed else spec["env"]["variables"]),
        "PATH": os.pathsep.join([str(node), os.defpath, "/usr/sbin", "/sbin"]),
        "HOME": str(home),
        "CODEBUILD_BUILD_ID": "build:1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    # -S: a Python to which nothing was installed, as in the image.
    python = f"{Path(sys.base_prefix) / 'bin' / 'python3'} -S"
    command = ["make", target, "ENVIRONMENT=dev", f"SYSTEM_PYTHON={python}"]
    done = subprocess.run(
        ["unshare", "--net", "--map-root-user", sys.executable, str(SUPPORT / "first_calls.py"), *command],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed, _, last = done.stdout.rstrip("\n").rpartition("\n")
    try:
        told = json.loads(last)
    except json.JSONDecodeError:
        raise AssertionError(f"make {target} was not started:\n{done.stdout}") from None
    return Ran(printed, done.returncode, told["requests"], told["seconds"])
