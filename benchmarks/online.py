"""Mainframe modernization: what a call of a COBOL program from the online service takes beside the bare call."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.template import mainframe

CALLS = 2_000
CLIENTS = 4
# What a request takes besides its call, in the mean. Clients know nothing of each other, so their pauses are random:
# with equal ones all four would call at the same moment, each time.
PAUSE_SECONDS = 0.004
MOST_ADDED_MILLISECONDS = 1.0


def measure() -> Iterator[Figure]:
    """Milliseconds that the typed call through the pool adds to the bare call, with four clients at once; and how many
    calls a second the pool makes when all clients do nothing else."""
    with TemporaryDirectory() as scratch:
        repository = mainframe(Path(scratch) / "repository")
        found = _in(repository)
    for percentile in (50, 99):
        added = found["typed"][percentile - 1] - found["bare"][percentile - 1]
        limit = MOST_ADDED_MILLISECONDS if percentile == 99 else None
        yield Figure(f"online call, {CLIENTS} clients: added at p{percentile}", added * 1000, limit, "ms")
    yield Figure("online call: bytes through the pool at p99", found["bytes"][98] * 1000, None, "ms")
    yield Figure("online call: typed calls a second without pauses", found["a second"][0], None, "")


def _in(repository: Path) -> dict[str, list[float]]:
    """Percentiles of seconds, measured by this file with the programs of the rendered repository."""
    build = [sys.executable, "-m", "workload.cobol", "build"]
    subprocess.run(build, cwd=repository, check=True, stdout=subprocess.DEVNULL)
    path = [str(repository / "workload" / "service" / "runtime"), str(Path(__file__).parents[1])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*path, os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.online"], cwd=repository, env=environment, check=True, capture_output=True
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


async def _timed(call: Callable[[], Awaitable[object]], *, pause: float) -> list[float]:
    took: list[float] = []

    async def client(number: int) -> None:
        random = Random(number)  # noqa: S311 - a pause is no secret
        for _ in range(CALLS // CLIENTS):
            began = time.perf_counter()
            await call()
            took.append(time.perf_counter() - began)
            await asyncio.sleep(random.expovariate(1 / pause) if pause else 0)

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    return took


async def _online() -> dict[str, list[float]]:
    from accounts.service import program
    from programs.libcob import RunUnit
    from programs.pool import Pool

    acctinq = program(Path("build/cobol"), Path("cpy"))
    account = {"ACCT-NUMBER": 1, "ACCT-TYPE": "C", "ACCT-STATUS": "A", "ACCT-HOLDER": "ADA LOVELACE"}
    values = {"AREA-FUNCTION": "INQ", "AREA-ACCOUNT": account}
    area = acctinq.encode(values)
    bare: list[float] = []
    async with Pool(acctinq, workers=2, timeout_seconds=10) as pool:
        await _timed(lambda: pool.call(values), pause=0)
        typed = await _timed(lambda: pool.call(values), pause=PAUSE_SECONDS)
        through = await _timed(lambda: pool.call_area(area), pause=PAUSE_SECONDS)
        began = time.perf_counter()
        await _timed(lambda: pool.call(values), pause=0)
        rate = CALLS / (time.perf_counter() - began)
    # Last, since this process is then a run unit of COBOL itself.
    unit = RunUnit(acctinq.module, acctinq.folder, acctinq.length, acctinq.cancels)
    for _ in range(CALLS):
        began = time.perf_counter()
        unit.call(area)
        bare.append(time.perf_counter() - began)
    measured = {"bare": bare, "typed": typed, "bytes": through}
    return {**{name: quantiles(each, n=100) for name, each in measured.items()}, "a second": [rate]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_online())))
