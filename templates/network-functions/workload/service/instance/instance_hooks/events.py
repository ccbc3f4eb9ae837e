"""Which event of CodeDeploy does what. A hook that fails ends with 1 and a sentence, and fails the deployment."""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from instance_hooks import commands, installation, machine
from instance_hooks.failure import HookFailed
from instance_hooks.service import Service
from instance_hooks.settings import Settings
from instance_hooks.target_group import TargetGroup

# Until the load balancer sends no new flow here, after it was told. Who stopped earlier would lose the first packets.
SETTLE_SECONDS = 30.0
# Beside the time to drain: to start and end what stops the container.
STOP_MARGIN_SECONDS = 60.0


class Hooks:
    """What each event does, with the parts that it does it with. sleep: in seconds, given by tests."""

    def __init__(
        self,
        settings: Settings,
        *,
        target: TargetGroup,
        service: Service,
        install: Callable[[], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._target, self._service = settings, target, service
        self._install, self._sleep = install, sleep

    @property
    def by_event(self) -> Mapping[str, Callable[[], None]]:
        """The events of appspec.yml."""
        return {
            "ApplicationStop": self.leave,
            # Once more: an instance may hold a revision that was installed by half, and whose hook was never asked.
            "BeforeInstall": self.leave,
            "AfterInstall": self._install,
            "ApplicationStart": self.start,
            "ValidateService": self._target.join,
        }

    def leave(self) -> None:
        """No new flows, then the function drains and ends, then the load balancer gives up what is left."""
        drain = self._settings.drain_seconds
        registered = self._target.state()[0] != "unused"
        self._target.leave()
        if registered:
            self._sleep(SETTLE_SECONDS)
        self._service.stop(seconds=drain + STOP_MARGIN_SECONDS)
        self._target.wait_until_gone(drain_seconds=drain)

    def start(self) -> None:
        """Start the new version, and wait until it is well; it is not in the load balancer yet."""
        self._service.start(self._settings.version)


def run(event: str, *, bundle: Path) -> int:
    """The exit code of the hook for `event`, with the settings in `bundle`."""
    try:
        known = _hooks(Settings.read(bundle)).by_event
        if event not in known:
            raise HookFailed(f'LIFECYCLE_EVENT="{event}" is no event of appspec.yml, for example {next(iter(known))}.')
        known[event]()
    except HookFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def _hooks(settings: Settings) -> Hooks:
    instance = machine.instance_id()
    return Hooks(
        settings,
        target=TargetGroup(commands.run, arn=settings.target_group, region=settings.region, instance=instance),
        service=Service(commands.run),
        install=lambda: installation.install(settings, commands.run, instance=instance),
    )
