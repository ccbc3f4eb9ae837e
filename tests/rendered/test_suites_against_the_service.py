"""The integration and end-to-end suites of the template can pass, and they can fail.

They run here as they run after a deployment, in a process of their own with nothing but `outputs.json`, against the
real code of both services: serverless behind a local HTTP server (`local_api.py`), containers as a process on a real
PostgreSQL (`local_containers.py`). Green as it is, red for each defect put into it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from gates import Change, replace
from local_api import running
from local_containers import Variables, migrate, postgres, service
from rendering import render
from suites import assert_green, assert_noticed, run_both, run_suites

STORE, LOGIC, API = (f"workload/service/runtime/orders/{name}.py" for name in ("store", "logic", "api"))


@pytest.fixture(scope="module")
def serverless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Variables]:
    """The outputs of the service on 127.0.0.1, which runs as long as these tests. Below /DEFECT it is broken."""
    with running(render(), tmp_path_factory.mktemp("service") / "outputs.json") as outputs:
        yield outputs


@pytest.fixture(scope="module")
def containers() -> Path:
    return render(architecture="containers")


@pytest.fixture(scope="module")
def database(containers: Path) -> Iterator[Variables]:
    """The variables of a container, on a database with the newest schema."""
    # Not in pytest's folder, which every pytest that starts closes for other users, and PostgreSQL is one.
    with postgres(Path(tempfile.mkdtemp(prefix="postgres-"))) as variables:
        migrate(containers, variables)
        yield variables


def test_both_suites_are_green_on_the_serverless_service(tmp_path: Path, serverless: Variables) -> None:
    assert_green(run_both(tmp_path, serverless))


def test_both_suites_are_green_on_the_containers_service(tmp_path: Path, containers: Path, database: Variables) -> None:
    with service(containers, database, tmp_path / "log") as outputs:
        assert_green(run_both(tmp_path, outputs))


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
        ("reading-crashes", {"test_a_placed_order_is_read_from_the_store"}),
        (
            "reading-returns-another-order",
            {
                "test_a_placed_order_is_read_from_the_store",
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
@pytest.mark.slow
def test_a_defect_of_the_serverless_service_turns_the_suites_red(
    tmp_path: Path, serverless: Variables, defect: str, noticed_by: set[str]
) -> None:
    broken = {**serverless, "Endpoint": f"{serverless['Endpoint']}/{defect}"}
    assert_noticed(run_both(tmp_path, broken), noticed_by)


@pytest.mark.parametrize(
    ("break_it", "noticed_by"),
    [
        pytest.param(
            replace(LOGIC, "line.quantity * line.unit_price", "line.unit_price"),
            {
                "test_an_order_is_placed_with_its_total",
                "test_a_customer_orders_once_although_the_request_is_sent_twice",
            },
            id="a wrong total",
        ),
        pytest.param(
            replace(STORE, "return None if row is None else _order(row)", "return None"),
            {
                "test_a_placed_order_is_read_from_the_store",
                "test_a_customer_orders_once_although_the_request_is_sent_twice",
            },
            id="orders that nobody finds",
        ),
        pytest.param(
            replace(API, "key=idempotency_key", "key=None"),
            {
                "test_a_repeated_key_returns_the_same_order",
                "test_a_customer_orders_once_although_the_request_is_sent_twice",
            },
            id="a second order for a repeated request",
        ),
        pytest.param(
            replace(STORE, "row.request_hash != key.request_hash", "not row.request_hash"),
            {
                "test_a_key_cannot_be_used_for_another_order",
                "test_a_customer_cannot_change_an_order_by_sending_another_with_its_key",
            },
            id="another order under a used key",
        ),
    ],
)
@pytest.mark.slow
def test_a_defect_of_the_containers_service_turns_the_suites_red(
    tmp_path: Path, containers: Path, database: Variables, break_it: Change, noticed_by: set[str]
) -> None:
    broken = shutil.copytree(containers, tmp_path / "repository")
    break_it(broken)
    with service(broken, database, tmp_path / "log") as outputs:
        assert_noticed(run_both(tmp_path, outputs), noticed_by)


@pytest.mark.parametrize("suite", ["integration", "e2e"])
def test_without_a_deployment_the_suites_fail_and_say_what_to_run(tmp_path: Path, suite: str) -> None:
    outputs = tmp_path / "outputs.json"
    finished = run_suites(outputs, suite)
    assert finished.returncode == 1
    assert f"{outputs} does not exist: `make deploy-sandbox`" in finished.stdout
    assert "skipped" not in finished.stdout and "passed" not in finished.stdout


def test_outputs_without_an_endpoint_are_refused_by_name(tmp_path: Path) -> None:
    finished = run_both(tmp_path, {"DeployedVersion": "42"})
    assert finished.returncode == 1
    assert "lacks Endpoint" in finished.stdout


def test_an_environment_that_does_not_answer_turns_the_suites_red(tmp_path: Path) -> None:
    assert run_both(tmp_path, {"Endpoint": "http://127.0.0.1:9", "DeployedVersion": "42"}).returncode == 1
