"""The image on a laptop: built for its own processor, and run beside a PostgreSQL."""

from project import NAME
from workload.image import engine

TAG = f"{NAME}:local"
# Podman and buildah leave out HEALTHCHECK in their own format.
BUILD = {
    "docker": ("docker", "buildx", "build", "--load"),
    "podman": ("podman", "build", "--format", "docker"),
    "buildah": ("buildah", "build", "--format", "docker", "--layers"),
}
COMPOSE = {
    "docker": ("docker", "compose"),
    "podman": ("podman", "compose"),
}


def build() -> None:
    """Build the image of the working tree as TAG. Raises ActionFailed: there is no tool for it, or it failed."""
    _build(engine.choose(list(BUILD)))


def up() -> None:
    """Build, migrate and serve on port 8080 until Ctrl-C. Raises ActionFailed: as `build`."""
    tool = engine.choose(list(COMPOSE))
    _build(tool)
    engine.serve(*COMPOSE[tool], "up")


def down() -> None:
    """Remove the containers of `up`, and its database. Raises ActionFailed: as `build`."""
    engine.run(*COMPOSE[engine.choose(list(COMPOSE))], "down", "--volumes")


def _build(tool: str) -> None:
    engine.run(*BUILD[tool], "--tag", TAG, ".")
