"""What a task definition holds of the program: it runs, and is the same wherever it is made."""

import base64
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workload.service.proof import program
from workload.service.proof.task_names import RESULT

# Source: Amazon ECS service quotas, task definition size. The rest of the definition needs some of it.
MOST_BYTES = 64 * 1024 - 8 * 1024


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    start = program.START.replace(program.ARCHIVE, str(folder / "packets.zip"))
    return subprocess.run(
        [sys.executable, "-c", start],
        env={**os.environ, program.VARIABLE: program.archive(), **variables},
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_a_task_runs_the_program_and_leaves_its_result_in_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path, MODE="server", PLAN=json.dumps({"tcp": [0], "udp": [0], "seconds": 0}))
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {RESULT: {"served_seconds": 0}}


@pytest.mark.parametrize("variables", [{"MODE": "dance", "PLAN": "{}"}, {"MODE": "probe", "PLAN": ""}])
def test_a_task_that_does_not_know_what_to_do_fails(tmp_path: Path, variables: dict[str, str]) -> None:
    assert run(tmp_path, **variables).returncode != 0


def test_a_result_that_the_log_would_cut_is_an_error(tmp_path: Path) -> None:
    flows = [{"name": "n" * 9000, "protocol": "tcp", "port": 1}]
    plan = {"paths": {"a": "127.0.0.1", "b": "127.0.0.1"}, "flows": flows, "messages": 1, "patience": 0.1}
    ended = run(tmp_path, MODE="probe", PLAN=json.dumps(plan))
    assert ended.returncode != 0
    assert "fit into a line of the log" in ended.stderr


def test_the_archive_is_the_same_on_every_day_and_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(program.archive()))) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {program.DATE}
    assert {(entry.compress_type, entry.create_system) for entry in entries} == {(zipfile.ZIP_STORED, 3)}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


def test_the_program_fits_into_a_task_definition() -> None:
    assert len(program.archive()) < MOST_BYTES
