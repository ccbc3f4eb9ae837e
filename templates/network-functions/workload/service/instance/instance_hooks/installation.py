"""What of a revision is installed on an instance: its image, its variables, and how EC2 treats its packets."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from instance_hooks import machine
from instance_hooks.commands import Run, aws
from instance_hooks.settings import Settings

FOLDER = Path("/etc/network-function")
# The function ends by itself when it has drained. A container that does not is killed so much later.
KILL_SECONDS = 30
PULL_SECONDS = 480.0


def install(settings: Settings, run: Run, *, instance: str, folder: Path = FOLDER) -> None:
    """Raises HookFailed: the image cannot be pulled, or EC2 does not let foreign addresses pass."""
    variables = dict(settings.variables)
    if not settings.checks_addresses:
        words = ("--instance-id", instance, "--no-source-dest-check")
        aws(run, settings.region, "ec2", "modify-instance-attribute", *words)
    if "OUTSIDE" not in variables:
        variables["OUTSIDE"] = machine.own_interface()
    _pull(settings, run)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "function.env", variables)
    _write(
        folder / "unit.env",
        {
            "IMAGE": settings.image,
            "LOG_GROUP": settings.log_group,
            "LOG_STREAM": instance,
            "REGION": settings.region,
            "STOP_SECONDS": str(settings.drain_seconds + KILL_SECONDS),
        },
    )


def _pull(settings: Settings, run: Run) -> None:
    registry = settings.image.partition("/")[0]
    password = run("aws", "--region", settings.region, "ecr", "get-login-password")
    # Images of months ago. First, since an old release may be what is deployed again.
    run("docker", "image", "prune", "--all", "--force", "--filter", "until=720h")
    # Docker writes what it signs in with into a file, which ends with this folder.
    with tempfile.TemporaryDirectory() as folder:
        docker = ("docker", "--config", folder)
        run(*docker, "login", "--username", "AWS", "--password-stdin", registry, given=password)
        run(*docker, "pull", "--quiet", settings.image, seconds=PULL_SECONDS)


def _write(file: Path, variables: Mapping[str, str]) -> None:
    file.write_text("".join(f"{name}={value}\n" for name, value in sorted(variables.items())), encoding="utf-8")
