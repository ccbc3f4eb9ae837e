"""Builds Dockerfiles as they are, without an engine: buildah in chroot isolation, with a storage of its own."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from images.machine import CERTIFICATES, base_archive, base_of, install

BUILD = ("build", "--layers", "--format=docker", "--pull-never", "--quiet")


class BuildFailed(Exception):
    """A Dockerfile did not build; the message is what buildah printed."""


@dataclass(frozen=True)
class Built:
    """An image. root: its files, mounted. config: as a runtime reads it."""

    name: str
    root: Path
    config: dict[str, Any]


class Buildah:
    """A storage in `folder` that knows the base image of a Dockerfile under its public name.

    arguments: of every build, for those Dockerfiles that ask for them.
    """

    def __init__(self, folder: Path, dockerfile: str, arguments: Mapping[str, str] | None = None) -> None:
        self._arguments = dict(arguments or {})
        install(buildah="buildah", debootstrap="debootstrap")
        self._storage = [f"--root={folder / 'store'}", f"--runroot={folder / 'run'}"]
        self._storage.append(f"--storage-driver={'overlay' if self._has_overlay() else 'vfs'}")
        self.base, python = base_of(dockerfile)
        container = self("from", "scratch")
        self("add", "--quiet", container, str(base_archive(python)), "/")
        path = "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
        trusted = [f"{name}=/{CERTIFICATES}" for name in ("PIP_CERT", "SSL_CERT_FILE")]
        self("config", *(f"--env={variable}" for variable in (path, *trusted)), container)
        self("commit", "--quiet", "--format=docker", "--rm", container, self.base)

    def __call__(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run buildah; returns what it printed. Raises BuildFailed."""
        done = subprocess.run(
            ["buildah", *self._storage, *arguments],
            cwd=cwd,
            env={**os.environ, "BUILDAH_ISOLATION": "chroot"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BuildFailed(done.stdout + done.stderr)
        return done.stdout.strip()

    def build(self, context: Path, name: str, *, dockerfile: Path | None = None, **arguments: str) -> None:
        """Build the Dockerfile of `context`, or another one. Steps that were built before are taken from the cache.

        arguments: instead of those of every build.
        """
        file = [f"--file={dockerfile}"] if dockerfile else []
        given = [f"--build-arg={key}={value}" for key, value in {**self._arguments, **arguments}.items()]
        self(*BUILD, *file, *given, f"--tag={name}", ".", cwd=context)

    def built(self, name: str) -> Built:
        """The image with this name, mounted until `close`."""
        container = self("from", "--pull-never", name)
        config = json.loads(self("inspect", "--type=image", name))["Docker"]["config"]
        return Built(name, Path(self("mount", container)), config)

    def context(self, repository: Path, scratch: Path) -> set[str]:
        """The files that a build of this repository can copy. scratch: a folder to write to."""
        everything = scratch / "Dockerfile"
        everything.write_text("FROM scratch\nCOPY . /\n", "utf-8")
        self.build(repository, "context", dockerfile=everything)
        root = self.built("context").root
        return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}

    def close(self) -> None:
        """Unmount everything."""
        self("rm", "--all")

    def _has_overlay(self) -> bool:
        """Whether layers need not be copied. Inside of another container they must be."""
        self._storage.append("--storage-driver=overlay")
        try:
            container = self("from", "scratch")
            self("mount", container)
            self("rm", container)
        except BuildFailed:
            return False
        finally:
            self._storage.pop()
        return True
