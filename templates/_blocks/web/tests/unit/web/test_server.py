"""A service as the process that runs in the container: it starts, serves, and stops when it is told to."""

import signal
from concurrent.futures import ThreadPoolExecutor

from web.server import FINISH_SECONDS, KEEP_ALIVE_SECONDS

from tests.support.service_process import running

LOAD_BALANCER_KEEPS_SECONDS = 60
ECS_WAITS_SECONDS = 30
SLOW = """
import asyncio, os
from fastapi import FastAPI
from web import server

app = FastAPI()

@app.get("/slow")
async def slow() -> str:
    print('{"message": "asked"}', flush=True)
    await asyncio.sleep(1)
    return "done"

server.end_well_on_sigterm()
server.serve(app, port=int(os.environ["PORT"]))
"""


def test_on_sigterm_the_request_in_flight_is_finished_and_no_other_is_taken() -> None:
    with running("-c", SLOW, environment={}) as service, ThreadPoolExecutor(1) as thread:
        slow = thread.submit(service.get, "/slow")
        assert service.process.stdout is not None
        assert "asked" in service.process.stdout.readline()
        service.process.send_signal(signal.SIGTERM)
        service.wait_until(listens=False)
        assert not slow.done()
        assert slow.result().json() == "done"
        assert "server" not in slow.result().headers
        assert service.process.wait() == 0


def test_it_outlives_idle_connections_of_the_load_balancer_and_ends_before_ecs_kills_it() -> None:
    assert KEEP_ALIVE_SECONDS > LOAD_BALANCER_KEEPS_SECONDS
    assert FINISH_SECONDS < ECS_WAITS_SECONDS
