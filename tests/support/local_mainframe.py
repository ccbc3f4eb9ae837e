"""Runs the services and jobs of a mainframe repository on 127.0.0.1, as they run on ECS: each is a process.

    python tests/support/local_mainframe.py REPOSITORY OUTPUTS

The router before the service on DynamoDB, and a state machine for each job, whose steps are tasks. moto stands for AWS;
its interpreter runs the state machines. The programs have to be compiled. It writes OUTPUTS (like a deployment does)
once all of it is there, and beside it what the steps print (.steps) and how a process reaches this AWS (.aws). It ends
when its input does.
"""

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

VERSION = f"sha256:{'7' * 64}"


def serve(repository: Path, outputs: Path) -> None:
    """Serve until the input ends; write `outputs` when requests can come."""
    os.chdir(repository)
    # What runs the tests of the repository, and what its image holds.
    sys.path[:0] = [str(repository), str(repository / "workload/service/runtime")]
    read_job = import_module("batch.definition").read_job
    accounts_dynamodb, aws_on_loopback, batch_machine, service_process = (
        import_module(f"tests.support.{name}")
        for name in ("accounts_dynamodb", "aws_on_loopback", "batch_machine", "service_process")
    )
    region = batch_machine.REGION
    os.environ["AWS_DEFAULT_REGION"] = region
    with aws_on_loopback.loopback(region) as aws, outputs.with_suffix(".steps").open("wb") as printed:
        store = accounts_dynamodb.environment(**aws, VERSION=VERSION)

        def step(command: list[str], variables: dict[str, str]) -> None:
            task = {**_of_this_machine(), **store, "DATASET_BUCKET": batch_machine.BUCKET, **variables}
            subprocess.run([sys.executable, *command[1:]], env=task, stdout=printed, stderr=printed, check=False)

        with batch_machine.machines(step) as make, accounts_dynamodb.table():
            paths = [path for path in sorted(Path("jobs").glob("*.yaml")) if path.name != "datasets.yaml"]
            machines = {path.stem: make(read_job(path)).arn for path in paths}
            with service_process.running("-m", "accounts", environment=store) as service:
                routing = {**store, "LEGACY_URL": "", "NEW_URL": f"http://127.0.0.1:{service.port}"}
                with service_process.running("-m", "router", environment=routing) as router:
                    told = {
                        "Endpoint": f"http://127.0.0.1:{router.port}",
                        "DeployedVersion": VERSION,
                        "DatasetBucket": batch_machine.BUCKET,
                        "JobStateMachines": json.dumps(machines),
                    }
                    outputs.with_suffix(".aws").write_text(json.dumps(aws), "utf-8")
                    written = outputs.with_suffix(".part")
                    written.write_text(json.dumps(told), "utf-8")
                    written.replace(outputs)
                    sys.stdin.read()


def _of_this_machine() -> dict[str, str]:
    here = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**here, "PYTHONPATH": "workload/service/runtime", "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("repository", type=Path)
    arguments.add_argument("outputs", type=Path)
    serve(**vars(arguments.parse_args()))
