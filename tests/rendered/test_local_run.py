"""`make run` of serverless: the service on this machine, without an account and without docker."""

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from gates import broken, make, replace
from local_run import Run, free_port, running

ORDER = {
    "customer_id": "customer-7",
    "currency": "EUR",
    "lines": [{"sku": "PEN-01", "quantity": 2, "unit_price": 250}],
}
LOGIC = "workload/service/runtime/orders/logic.py"
HEALTH = "workload/service/runtime/orders/handlers/api.py"
# Where a team adds a route, and what it writes there.
ROUTE = {
    "serverless-cdk": (
        "workload/service/api.py",
        '    ("/orders", apigateway.HttpMethod.POST),\n',
        '    ("/orders", apigateway.HttpMethod.POST),\n    ("/more/{rest+}", apigateway.HttpMethod.GET),\n',
    ),
    "serverless-sam": (
        "workload/service/template.yaml",
        "        Place: {Type: HttpApi",
        "        More: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: '/more/{rest+}'}}\n"
        "        Place: {Type: HttpApi",
    ),
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=ROUTE)
def variant(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def repository(variant: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return broken(variant, tmp_path_factory.mktemp(variant) / "orders", lambda _: None)


@pytest.fixture(scope="module")
def service(repository: Path) -> Iterator[Run]:
    with running(repository) as started:
        yield started


def test_an_order_that_was_placed_is_found(service: Run) -> None:
    status, placed = service.ask("/orders", ORDER)
    assert status == 201
    assert service.ask(f"/orders/{placed['order_id']}") == (200, placed)


def test_only_the_routes_of_the_template_are_served(service: Run) -> None:
    assert service.ask("/nothing") == (404, {"message": "Not Found"})
    assert service.ask("/orders", method="DELETE") == (404, {"message": "Not Found"})


def test_it_listens_on_the_loopback_interface_alone(service: Run) -> None:
    processes = [psutil.Process(service.process.pid), *service.family()]
    addresses = {
        each.laddr.ip for process in processes for each in process.net_connections() if each.status == "LISTEN"
    }
    assert addresses == {"127.0.0.1"}


def test_changed_code_is_served_and_the_data_stays(service: Run, repository: Path) -> None:
    _, placed = service.ask("/orders", ORDER)
    replace(HEALTH, 'status="ok"', 'status="ok"  # changed\n        ')(repository)
    replace(HEALTH, "version=settings.function_version", 'version="new"')(repository)
    service.until("/health", lambda answer: answer == (200, {"status": "ok", "version": "new"}))
    assert service.ask(f"/orders/{placed['order_id']}") == (200, placed)


def test_code_that_does_not_start_is_named_with_its_line_until_it_is_mended(service: Run, repository: Path) -> None:
    good = (repository / LOGIC).read_text("utf-8")
    wrong = f"{LOGIC}:{len(good.splitlines()) + 1}: ModuleNotFoundError: No module named 'nothing_here'"
    (repository / LOGIC).write_text(f"{good}import nothing_here\n", "utf-8")
    try:
        _, answer = service.until("/health", lambda answer: answer[0] == 500)
        assert answer["message"].endswith(wrong)
        service.until_said(wrong)
        assert "Traceback" not in service.said()
    finally:
        (repository / LOGIC).write_text(good, "utf-8")
    service.until("/health", lambda answer: answer[0] == 200)


def test_a_new_route_is_read_from_the_template(service: Run, repository: Path, variant: str) -> None:
    replace(*ROUTE[variant])(repository)
    # The function has no such path; but the request reaches it.
    assert service.until("/more/than/that", lambda answer: answer[1] != {"message": "Not Found"})[0] == 404


def test_a_taken_port_is_refused_in_one_sentence(service: Run, repository: Path) -> None:
    port = service.address.rpartition(":")[2]
    done = make(repository, "run", PORT=port)
    assert done.returncode != 0
    assert f"Port {port} of 127.0.0.1 is not free" in done.stdout
    assert f"make run PORT={int(port) + 1}" in done.stdout
    assert "Traceback" not in done.stdout


def test_ctrl_c_ends_it_and_all_that_it_started(service: Run) -> None:
    family = service.family()
    assert family
    assert service.interrupt() == 0
    assert [process for process in family if process.is_running()] == []
    assert service.said().endswith("Stopped.\n")
    assert "Traceback" not in service.said()


def test_a_debugger_can_attach_where_it_was_asked_for(repository: Path) -> None:
    debugger = free_port()
    asked = b'{"seq": 1, "type": "request", "command": "initialize", "arguments": {"adapterID": "test"}}'
    with running(repository, "--debug-port", str(debugger)) as started:
        started.until("/health", lambda answer: answer[0] == 200)
        with socket.create_connection(("127.0.0.1", debugger), timeout=30) as attached:
            # The Debug Adapter Protocol.
            attached.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(asked), asked))
            assert attached.recv(16).startswith(b"Content-Length:")
