"""Puts the function together and runs it until SIGTERM."""

import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from packet_filter import interfaces, logs, nft, sessions
from packet_filter.control import Control
from packet_filter.health_server import HealthServer
from packet_filter.logs import logger
from packet_filter.loop import Loop, Tasks
from packet_filter.measurements import Measurements
from packet_filter.placement import Entry
from packet_filter.policy import Policy
from packet_filter.policy_source import FileSource, PolicySource, S3Source
from packet_filter.session_limit import SessionLimit
from packet_filter.session_log import SessionLog
from packet_filter.settings import Settings
from packet_filter.status import Status
from packet_filter.tunnel import Tunnel, TunnelError

_PROGRAMS = {"nft": "nftables", "conntrack": "conntrack", "ip": "iproute2"}


def run(settings: Settings) -> int:
    """The exit code: 0 after SIGTERM; 1 after an error in the log, or one sentence on stderr: it could not start."""
    logs.configure(level=settings.log_level, environment=settings.environment_name, version=settings.version)
    missing = [f"{program} (package {package})" for program, package in _PROGRAMS.items() if not shutil.which(program)]
    if missing:
        logger.error("programs are missing: %s", ", ".join(missing))
        return 1
    status = Status(version=settings.version)
    try:
        with ExitStack() as stack:
            stack.enter_context(HealthServer(status, port=settings.health_port))
            return _start(settings, status, stack).run()
    except (nft.NftError, interfaces.InterfaceError, TunnelError, OSError) as error:
        logger.error("the function cannot run: %s", error)
        return 1
    # The rule set stays: other flows of this network namespace go on, and nothing gets through that should not, until
    # the namespace goes too.


def _start(settings: Settings, status: Status, stack: ExitStack) -> Loop:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="packet-filter-")))
    statistics = folder / "tunnel.json" if settings.has_tunnel else None
    limit = SessionLimit(status, interface=settings.placement.inside)
    measurements = Measurements(
        status,
        namespace=settings.metrics_namespace,
        environment=settings.environment_name,
        out=sys.stdout,
        tunnel=statistics,
    )

    def after_load(policy: Policy) -> None:
        measurements.after_load(policy)
        limit.apply(policy)

    control = Control(
        source=_source(settings),
        placement=settings.placement,
        kernel=nft,
        status=status,
        before_load=measurements.before_load,
        after_load=after_load,
    )
    # The rule set first: from the moment that this namespace forwards, it filters.
    control.start()
    tunnel = None
    if statistics:
        tunnel = Tunnel(settings, statistics=statistics)
        stack.callback(tunnel.stop)
    if settings.placement.entry is Entry.NETWORK:
        stack.enter_context(SessionLog())
    interfaces.prepare(settings)
    status.prepared = True
    tasks = Tasks(
        poll=control.poll,
        tick=limit.tick,
        measure=measurements.emit,
        sessions_left=sessions.left,
        tunnel_ended=tunnel.ended if tunnel else lambda: None,
    )
    loop = Loop(status, tasks, policy_seconds=settings.policy_seconds, drain_seconds=settings.drain_seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, loop.stop)
    return loop


def _source(settings: Settings) -> PolicySource:
    if isinstance(settings.policy, Path):
        return FileSource(settings.policy)
    import boto3
    from botocore.config import Config

    # Together less than a load balancer takes to give up on the health check.
    config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2})
    return S3Source(boto3.client("s3", config=config), bucket=settings.policy.bucket, key=settings.policy.key)
