"""Verifies a deployment and bakes it: `python -m pipeline.actions.verify ENV [--outputs outputs.json]`.

In an environment that rolls back, the failure of this program is what starts the rollback.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.actions.environments_by_name import find
from pipeline.actions.health_alarms import AlarmWatch, alarm_names
from pipeline.actions.smoke import answers_with_version, still_holds
from security.session import lookup_session
from settings.environment import DeploymentEnvironment
from settings.failure import ActionFailed, exit_code
from workload import kept_probe

# What stands beside the first function or service says with an output of such a name where it tells the new version.
SMOKE_PATH = "SmokePath"


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """What the deploy action said about the deployment. alarms: names, at least one. probe: a path, or NONE.

    paths: of what stands beside the first function or service.
    """

    endpoint: str
    version: str
    alarms: tuple[str, ...]
    probe: str
    paths: tuple[str, ...] = ()

    @classmethod
    def read(cls, file: Path) -> "Deployed":
        """Raises ActionFailed: the file is missing, is no JSON, lacks an output, names no alarm or a wrong path."""
        try:
            outputs = json.loads(file.read_text(encoding="utf-8"))
            probe = str(outputs.get(kept_probe.PARAMETER, kept_probe.NONE))
            paths = {name: str(value) for name, value in outputs.items() if name.endswith(SMOKE_PATH)}
            endpoint, version, names = (str(outputs[name]) for name in ("Endpoint", "DeployedVersion", "HealthAlarms"))
        except FileNotFoundError:
            raise ActionFailed(f"{file} does not exist; the deploy action writes it, so deploy first.") from None
        except (json.JSONDecodeError, TypeError, AttributeError):
            raise ActionFailed(f"{file} is no JSON object of outputs; deploy again.") from None
        except KeyError as missing:
            raise ActionFailed(f"{file} has no output {missing}; the service stack must give it.") from None
        for name, path in paths.items():
            if not path.startswith("/"):
                raise ActionFailed(f'{file}: {name} is "{path}"; a path begins with a slash, for example /more/health.')
        alarms = alarm_names(names)
        return cls(endpoint=endpoint, version=version, alarms=alarms, probe=probe, paths=tuple(paths.values()))


def verify(environment: DeploymentEnvironment, outputs: Path) -> None:
    """Ask the new version once on each path of the environment and of the outputs, and for the probe that its store
    keeps, then watch its alarms for its bake time.

    Raises ActionFailed: another version answers, the probe is gone, an alarm is in ALARM or does not exist, or it could
    not be watched.
    """
    deployed = Deployed.read(outputs)
    for path in (*environment.smoke_paths, *deployed.paths):
        answers_with_version(deployed.endpoint, deployed.version, path=path)
    if deployed.probe != kept_probe.NONE and not still_holds(deployed.endpoint, deployed.probe):
        raise ActionFailed(
            f"{deployed.endpoint}{deployed.probe} answers with 404, and an earlier release placed it: the store of "
            f"{environment.name} was emptied, or another one took its place, so users miss their data too. Look under "
            f'"The probe is gone" in docs/runbook.md. If the data was to go, name what went in replace_data of '
            f"{environment.name} in environments.py."
        )
    cloudwatch = lookup_session(environment).client("cloudwatch")
    AlarmWatch(cloudwatch, deployed.alarms).bake(environment.bake_minutes)
    print(
        f"{environment.name}: version {deployed.version} answers, and no alarm of {len(deployed.alarms)} fired "
        f"in {environment.bake_minutes} minutes."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.actions.verify", description=__doc__)
    parser.add_argument("environment")
    parser.add_argument("--outputs", type=Path, default=Path("outputs.json"))
    given = parser.parse_args(arguments)
    return exit_code(lambda: verify(find(given.environment), given.outputs))


if __name__ == "__main__":
    sys.exit(main())
