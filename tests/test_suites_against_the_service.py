"""The integration and end-to-end suites of the serverless template can pass, and they can fail.

They run here as they run after a deployment, in a process of their own with nothing but `outputs.json`, against the
real service code behind a local HTTP server (`local_api.py`): green as it is, red for each defect put into it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SERVERLESS = HERE.parent / "templates" / "serverless"
START_SECONDS = 30

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The outputs of the service on 127.0.0.1, which runs as long as these tests. Below /DEFECT it is broken."""
    outputs = tmp_path_factory.mktemp("service") / "outputs.json"
    log = outputs.with_suffix(".log")
    with log.open("w") as written:
        command = [sys.executable, str(HERE / "local_api.py"), str(outputs)]
        server = subprocess.Popen(command, stdout=written, stderr=written)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not outputs.exists():
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"the local service did not start:\n{log.read_text()}")
                time.sleep(0.05)
            yield json.loads(outputs.read_text("utf-8"))
        finally:
            server.terminate()
            server.wait(timeout=10)


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "outputs.json"


@pytest.fixture
def run(outputs: Path) -> Run:
    """Runs suites of the template the way its pipeline does."""

    def run_suites(*suites: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTEST_"))}
        environment |= {"OUTPUTS": str(outputs), "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "--quiet", "-rf", "--import-mode=importlib", "-c", os.devnull]
        command += ["--rootdir", str(SERVERLESS), "-o", f"pythonpath={SERVERLESS}", "-p", "no:cacheprovider"]
        command += [f"tests/{suite}" for suite in suites]
        return subprocess.run(command, cwd=SERVERLESS, env=environment, capture_output=True, text=True, check=False)

    return run_suites


def failures(finished: subprocess.CompletedProcess[str]) -> set[str]:
    """Names of the tests that failed."""
    lines = [line for line in finished.stdout.splitlines() if line.startswith("FAILED")]
    return {line.split("::")[1].split()[0] for line in lines}


def test_both_suites_are_green_on_the_real_service(run: Run, outputs: Path, service: dict[str, str]) -> None:
    outputs.write_text(json.dumps(service))
    finished = run("integration", "e2e")
    assert finished.returncode == 0, finished.stdout
    assert "skipped" not in finished.stdout


@pytest.mark.parametrize(
    ("defect", "noticed_by"),
    [
        (
            "placing-returns-a-wrong-total",
            {
                "test_an_order_is_placed_with_its_total",
                "test_a_customer_orders_once_although_the_request_is_sent_twice",
            },
        ),
        ("reading-crashes", {"test_a_placed_order_is_read_from_the_table"}),
        (
            "reading-returns-another-order",
            {
                "test_a_placed_order_is_read_from_the_table",
                "test_two_customers_with_the_same_key_do_not_get_each_others_orders",
            },
        ),
        (
            "repeating-places-a-second-order",
            {
                "test_a_repeated_key_returns_the_same_order",
                "test_a_customer_orders_once_although_the_request_is_sent_twice",
            },
        ),
        ("another-version-answers", {"test_the_version_that_answers_is_the_one_that_was_deployed"}),
    ],
)
def test_a_defect_turns_the_suites_red(
    run: Run, outputs: Path, service: dict[str, str], defect: str, noticed_by: set[str]
) -> None:
    outputs.write_text(json.dumps({**service, "Endpoint": f"{service['Endpoint']}/{defect}"}))
    finished = run("integration", "e2e")
    assert finished.returncode == 1, finished.stdout
    assert noticed_by <= failures(finished)


@pytest.mark.parametrize("suite", ["integration", "e2e"])
def test_without_a_deployment_the_suites_fail_and_say_what_to_run(run: Run, outputs: Path, suite: str) -> None:
    finished = run(suite)
    assert finished.returncode == 1
    assert f"{outputs} does not exist: `make deploy-sandbox`" in finished.stdout
    assert "skipped" not in finished.stdout and "passed" not in finished.stdout


def test_outputs_without_an_endpoint_are_refused_by_name(run: Run, outputs: Path) -> None:
    outputs.write_text('{"DeployedVersion": "42"}')
    finished = run("integration")
    assert finished.returncode == 1
    assert "lacks Endpoint" in finished.stdout


def test_an_environment_that_does_not_answer_turns_the_suites_red(run: Run, outputs: Path) -> None:
    outputs.write_text('{"Endpoint": "http://127.0.0.1:9", "DeployedVersion": "42"}')
    assert run("integration", "e2e").returncode == 1
