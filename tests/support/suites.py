"""Runs the integration and end-to-end suites of the template as its pipelines do after a deployment."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from rendering import render

Finished = subprocess.CompletedProcess[str]


def run_suites(outputs: Path, *suites: str, repository: Path | None = None, **variables: str) -> Finished:
    """Run suites against the environment that the file `outputs` describes, in a process of their own.

    repository: whose suites, where an architecture has others. variables: how they reach AWS.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTEST_"))}
    environment |= {"OUTPUTS": str(outputs), "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1", **variables}
    repository = repository or render()
    command = [sys.executable, "-m", "pytest", "--quiet", "-rfE", "--import-mode=importlib", "-c", os.devnull]
    command += ["--rootdir", str(repository), "-p", "no:cacheprovider"]
    command += ["-o", f"pythonpath={repository} {repository / 'workload/service/runtime'}"]
    command += [f"tests/{suite}" for suite in suites]
    return subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)


def run_both(folder: Path, outputs: Mapping[str, str]) -> Finished:
    """Both suites against an environment with these outputs."""
    file = folder / "outputs.json"
    file.write_text(json.dumps(outputs), "utf-8")
    return run_suites(file, "integration", "e2e")


def assert_green(finished: Finished) -> None:
    assert finished.returncode == 0, finished.stdout
    assert "skipped" not in finished.stdout


def assert_noticed(finished: Finished, noticed_by: set[str]) -> None:
    """These tests, perhaps with others, failed, or what they need did."""
    assert finished.returncode == 1, finished.stdout
    lines = [line for line in finished.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert noticed_by <= {line.split("::")[1].split()[0].partition("[")[0] for line in lines}
