"""What passes the tests of a serverless repository can be packaged, deployed and started; what cannot is named."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from exports import SUPPORT
from gates import Change, broken, is_green, make, replace, write
from tools import run

pytestmark = pytest.mark.slow

CODE = "workload/service/runtime/orders"
CDK, SAM = "serverless-cdk", "serverless-sam"
FUNCTIONS, ROUTES, METRICS = (f"workload/service/{name}.py" for name in ("functions", "api", "metrics"))
TEMPLATE = "workload/service/template.yaml"
# The tests that look at functions, and nothing that takes longer.
ONLY = "-k 'test_workload_functions or test_workload_routes or test_workload_roles or publish or sam_can_build'"


def all_of(*changes: Change) -> Change:
    """Several changes as one."""

    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def renamed(old: str, new: str) -> Change:
    """Move a folder."""
    return lambda folder: (folder / old).rename(folder / new)  # type: ignore[return-value]


RATE = replace(
    f"{CODE}/settings.py",
    "    idempotency_table_name: str = Field(",
    '    rate_url: str = Field(alias="RATE_URL")\n    idempotency_table_name: str = Field(',
)
FOR_HOOKS = replace(
    f"{CODE}/settings.py",
    "    target_version_arn: str = Field(",
    '    rate_url: str = Field(alias="RATE_URL")\n    target_version_arn: str = Field(',
)
STATUS = replace(
    f"{CODE}/handlers/api.py",
    '@app.get(\n    "/health",',
    '@app.delete("/orders/<order_id>", include_in_schema=False)\ndef forget(order_id: UUID) -> None:\n    pass\n\n\n'
    '@app.get(\n    "/health",',
)
TOOL = replace(f"{CODE}/logic.py", "from uuid import", "import requests  # noqa: F401\nfrom uuid import")
IN_A_SECOND_FUNCTION = {
    CDK: replace(
        FUNCTIONS,
        "        self.pre_traffic = self._hook(",
        '        ServiceFunction(self, "Report", environment=environment, key=data.key, timeout=API_TIMEOUT,\n'
        '            variables={}, handler="orders.handlers.reprot.handler")\n        self.pre_traffic = self._hook(',
    ),
    SAM: replace(
        TEMPLATE,
        "  # --- delivery -",
        "  ReportFunction:\n    Type: AWS::Serverless::Function\n    Metadata: {BuildMethod: makefile}\n"
        "    Properties: {Handler: orders.handlers.reprot.handler}\n\n  # --- delivery -",
    ),
}


@dataclass(frozen=True)
class Wrong:
    """Something that no account would start. says: what the tests print, each part of it."""

    what: str
    variant: str
    change: Change
    says: tuple[str, ...]


IN_BOTH = [
    Wrong(f"{what} ({variant})", variant, change, (*says, file))
    for variant, file in ((CDK, FUNCTIONS), (SAM, TEMPLATE))
    for what, change, says in [
        ("the package is gone", renamed(CODE, "workload/service/runtime/invoices"), ("No module named 'orders'",)),
        ("a handler that does not exist", IN_A_SECOND_FUNCTION[variant], ("No module named 'orders.handlers.reprot'",)),
        ("a handler without its function", replace(f"{CODE}/handlers/pre_traffic.py", "def handler(", "def hanlder("), (
            "orders.handlers.pre_traffic has no function handler",)),
        ("a variable that the API requires", RATE, ("RATE_URL",)),
        ("a variable that the hooks require, at their work", FOR_HOOKS, ("does not get RATE_URL",)),
        ("a library of the tests in the code", TOOL, ("No module named 'requests'", "uv add requests")),
    ]
]  # fmt: skip
WRONG = [
    *IN_BOTH,
    Wrong("an endpoint without a route (CDK)", CDK, STATUS, ("DELETE /orders/{order_id}", ROUTES)),
    Wrong("an endpoint without a route (SAM)", SAM, STATUS, ("DELETE /orders/{order_id}", TEMPLATE)),
    Wrong(
        "a route without an endpoint (CDK)",
        CDK,
        replace(ROUTES, '("/health", apigateway', '("/helth", apigateway.HttpMethod.GET),\n    ("/health", apigateway'),
        ("GET /helth", ROUTES),
    ),
    Wrong(
        "a route without an endpoint (SAM)",
        SAM,
        replace(TEMPLATE, "Method: GET, Path: /health}", "Method: GET, Path: /helth}"),
        ("GET /helth", "GET /health", TEMPLATE),
    ),
    Wrong(
        "a variable that nothing reads",
        CDK,
        replace(FUNCTIONS, 'variables={"TABLE_NAME"', 'variables={"TABEL": "x", "TABLE_NAME"'),
        ("gets TABEL, which nothing reads", FUNCTIONS),
    ),
    Wrong(
        "a table that the function may not use",
        CDK,
        replace(FUNCTIONS, 'orders.grant(function, "dynamodb:GetItem", "dynamodb:PutItem")', ""),
        ("(TABLE_NAME) and may not use it", FUNCTIONS),
    ),
    Wrong(
        "a table whose key the function may not use",
        SAM,
        replace(TEMPLATE, 'Action: ["kms:Encrypt", "kms:Decrypt", ', 'Action: ["kms:Encrypt", '),
        ("grant it kms:Decrypt", TEMPLATE),
    ),
    Wrong(
        "a metric that nothing publishes",
        CDK,
        replace(METRICS, '"OrdersPlaced"', '"OrderPlaced"'),
        ("publishes the metric OrderPlaced",),
    ),
    Wrong(
        "a function that SAM cannot build",
        SAM,
        IN_A_SECOND_FUNCTION[SAM],
        ("ReportFunction", "add it to FUNCTIONS in workload/service/runtime/Makefile"),
    ),
    Wrong(
        "a parameter without a value",
        SAM,
        replace(
            TEMPLATE, "  IdempotencyTable: {Type: String}", "  IdempotencyTable: {Type: String}\n  Rate: {Type: String}"
        ),
        ("nothing gives the parameter Rate a value", "workload/data/template.yaml"),
    ),
]


@pytest.fixture(scope="module")
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the tests print for each wrong thing, where they are red. In one process, which reads the CDK once."""
    chosen = [each.callspec.params["case"] for each in request.session.items if "printed" in each.fixturenames]
    folder = tmp_path_factory.mktemp("wrong")
    changes = {each.what: (each.variant, each.change) for each in chosen}
    # Last of all, so that nothing of the others may have stayed.
    changes |= {each.variant: (each.variant, lambda folder: None) for each in chosen}
    made = {what: str(broken(variant, folder / what, change)) for what, (variant, change) in changes.items()}
    words = ["tests/infrastructure", *shlex.split(ONLY)]
    done = run(SUPPORT, "infrastructure_tests.py", stdin=json.dumps(dict.fromkeys(made.values(), words)))
    assert done.returncode == 0, done.stdout[-6000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return {what: found.get(repository, "") for what, repository in made.items()}


@pytest.mark.parametrize("case", [pytest.param(each, id=each.what) for each in WRONG])
def test_what_would_not_start_is_named_with_the_file_to_edit(case: Wrong, printed: dict[str, str]) -> None:
    # Given a repository whose tests are green, by make and here
    assert is_green(case.variant, "infrastructure", ONLY) == ""
    assert printed[case.variant] == ""
    # When something is missing or misspelt, then they are red, and say what and where
    said = [line for line in printed[case.what].splitlines() if line.startswith(("E  ", "FAILED"))]
    assert said
    assert all(any(part in line for line in said) for part in case.says), printed[case.what]


def test_a_function_that_asks_aws_for_something_at_its_start_is_not_stopped_by_its_absence(tmp_path: Path) -> None:
    asks = replace(
        f"{CODE}/handlers/api.py",
        "app = APIGatewayHttpResolver(",
        "dynamodb.list_tables()\napp = APIGatewayHttpResolver(",
    )
    repository = broken(CDK, tmp_path / "repository", asks)
    done = make(repository, "infrastructure", variables={"PYTEST_ADDOPTS": "-k test_workload_functions"})
    assert done.returncode == 0, done.stdout


def test_the_package_may_have_any_name_and_there_may_be_several(tmp_path: Path) -> None:
    second = write("workload/service/runtime/reports/__init__.py", '"""Reports."""\n')
    repository = broken(CDK, tmp_path / "repository", all_of(renamed(CODE, f"{Path(CODE).parent}/invoices"), second))
    done = make(repository, "package")
    assert done.returncode == 0, done.stdout
    assert {"invoices", "reports", "pydantic"} <= {each.name for each in (repository / "dist/function").iterdir()}
