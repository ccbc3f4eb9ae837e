"""Requests to `make run` while its code changes, and what is left of it afterwards."""

import signal
import subprocess
from pathlib import Path

import psutil
from local_pieces import inside, told

HANDLER = """
import time, urllib.request
def handler(event, context):
    if "sleep" in event:
        open("began", "w").close()
        time.sleep(event["sleep"])
    return VERSION
"""
BEGIN = """
import threading, time
from pathlib import Path
from tests.support import no_account
from tests.support.local import processes
from tests.support.local.processes import Functions
def functions():
    code = {"handler": "answers.handler", "timeout": 20, "variables": {}}
    return Functions({"Orders": code}, [], no_account.variables())
def began():
    while not Path("began").exists():
        time.sleep(0.01)
def version(number):
    Path("workload/service/runtime/answers.py").write_text(Path("handler.txt").read_text().replace("VERSION", number))
version("1")
"""
SAVED = """
running = functions()
running.start()
answers = []
def ask(event):
    answers.append(running.invoke("Orders", event))
asked = [threading.Thread(target=ask, args=({"sleep": 2},)), threading.Thread(target=ask, args=({},))]
asked[0].start()
began()
asked[1].start()
time.sleep(0.2)
version("22")
start = time.monotonic()
running.start()
took = time.monotonic() - start
new = running.invoke("Orders", {})
before = len(answers)
for each in asked:
    each.join()
running.end()
print(json.dumps([sorted(answers), new, before]))
"""
ITSELF = """
processes.SECONDS_OF_A_REQUEST = 0.3
running = functions()
running.start()
thread = threading.Thread(target=running.invoke, args=("Orders", {"sleep": 2}), daemon=True)
thread.start()
began()
try:
    print(json.dumps(running.invoke("Orders", {})))
except processes.Busy as busy:
    print(json.dumps([str(busy)]))
running.end()
"""
HUNG_UP = """
from tests.support.local import __main__ as program
with program._until_stopped():
    running = functions()
    try:
        running.start()
        threading.Thread(target=running.invoke, args=("Orders", {"sleep": 600}), daemon=True).start()
        began()
        print(json.dumps(running._functions["Orders"]._process._process.pid), flush=True)
        time.sleep(600)
    finally:
        running.end()
"""


def prepare(folder: Path) -> None:
    (folder / "handler.txt").write_text(HANDLER, "utf-8")
    (folder / "workload/service/runtime").mkdir(parents=True)


def test_a_request_that_runs_while_the_code_is_saved_gets_its_answer(tmp_path: Path) -> None:
    prepare(tmp_path)
    answers, new, before = told(tmp_path, BEGIN + SAVED)
    assert answers == [[1, ""], [1, ""]]
    # The new code answers without waiting for them.
    assert (new, before) == ([22, ""], 0)


def test_a_function_that_asks_itself_is_told_that_it_cannot(tmp_path: Path) -> None:
    prepare(tmp_path)
    [said] = told(tmp_path, BEGIN + ITSELF)
    assert said.startswith("Orders is still busy with another request.")


def test_a_terminal_that_is_closed_leaves_no_process_behind(tmp_path: Path) -> None:
    prepare(tmp_path)
    command, options = inside(tmp_path, BEGIN + HUNG_UP)
    program = subprocess.Popen(command, **options, stdout=subprocess.PIPE, text=True)
    assert program.stdout
    worker = psutil.Process(int(program.stdout.readline()))
    program.send_signal(signal.SIGHUP)
    try:
        assert program.wait(timeout=20) == 0
        assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
    finally:
        if worker.is_running():
            worker.kill()
