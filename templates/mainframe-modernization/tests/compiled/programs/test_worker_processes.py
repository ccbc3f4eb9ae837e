"""What a worker process is given, and that none is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from programs.pool import Pool
from programs.program import Program
from tests.support.programs_cobol import ask

# A service that starts a worker, lets it loop for ever, and tells its number.
SERVICE = """
import asyncio, sys
from pathlib import Path
from tests.support.programs_cobol import ask, probe
from programs.pool import Pool

async def run():
    pool = Pool(probe(Path(sys.argv[1])), workers=1, timeout_seconds=60)
    await pool.start()
    (worker,) = pool.workers.all
    print(worker._process.pid, flush=True)
    await ask(pool, "LOOP")

asyncio.run(run())
"""


def test_a_worker_gets_the_settings_of_libcob_and_no_credentials(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COB_CURRENT_DATE", "2026/01/31 08:00:00")
    monkeypatch.setenv("DATABASE_PASSWORD", "a-secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")

    async def run() -> bytes:
        async with Pool(program, workers=1, timeout_seconds=5) as pool:
            (worker,) = pool.workers.all
            return Path(f"/proc/{worker._process.pid}/environ").read_bytes()

    environment = asyncio.run(run())
    assert b"COB_CURRENT_DATE=2026/01/31 08:00:00" in environment
    assert b"a-secret" not in environment


def test_no_worker_survives_a_pool_that_was_closed(program: Program) -> None:
    async def run() -> list[int]:
        async with Pool(program, workers=2, timeout_seconds=5) as pool:
            await ask(pool, "SAY")
            return [worker._process.pid for worker in pool.workers.all]

    assert [pid for pid in asyncio.run(run()) if _runs(pid)] == []


def test_a_looping_program_does_not_survive_a_service_that_was_killed(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", SERVICE, str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        worker = int(service.stdout.readline())
        assert _runs(worker)
        service.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while _runs(worker):
        assert time.monotonic() < deadline, "the worker is still there"
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Whether there is such a process, and not only what its parent has not asked about yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
