"""What programs that containers start call of AWS, as their code says it."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from called_rights import ACTIONS, PREFIXES
from reached_code import Reached
from written_calls import WrittenCall, calls_of_text, services_of

# A program that has commands for people too: what a task starts, and where that begins.
BEGINNINGS = {
    "router": ("router.server", "serve"),
    "batch step": ("batch.step_command", "run"),
}
# It shows what the other commands are, and ends.
IDLE = "python -m batch --help"
# What else a step starts: a module that its job names.
STEP = "batch step"
OF_A_JOB = re.compile(r"\bMODULE=([\w.]+)")
# Calls that are made for people, by a command beside the one that a task has: file and operation.
FOR_PEOPLE = frozenset({("workload/service/runtime/router/parameter.py", "ssm:PutParameter")})
RUN_MODULE = re.compile(r"run_module\('(\w+)'")
IMAGE_COMMAND = re.compile(r"^CMD (\[.*\])$", re.MULTILINE)
FOLDER_OF_THE_CODE = "/app"
# What libraries sign or send that is no operation of a client. Sources: "IAM database authentication" in the user guide
# of RDS, "OTLP endpoints" in that of CloudWatch, "S3 transfers" in boto3's.
OF_LIBRARIES = {
    "generate_db_auth_token": ("rds", {"rds-db:connect"}),
    "OTLPSpanExporter": ("xray", {"xray:PutSpans", "xray:PutSpansForIndexing", "xray:PutTraceSegments"}),
    "download_file": ("s3", {"s3:GetObject"}),
    # It gives up an upload in parts that failed.
    "upload_file": ("s3", {"s3:AbortMultipartUpload", "s3:PutObject"}),
}


# Source: "IAM policies for transactions" in the developer guide of DynamoDB.
TRANSACTION = "TransactWriteItems"
ITEMS = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}


@dataclass(frozen=True)
class Only:
    """Code that runs only in a task that has one variable, and has not the other."""

    file: str
    variable: str
    without: str = ""

    def runs(self, variables: frozenset[str]) -> bool:
        return self.variable in variables and self.without not in variables


ONLY = (
    Only("accounts/dynamodb.py", "TABLE_NAME"),
    Only("web/database.py", "DATABASE_HOST", without="DATABASE_PASSWORD"),
    Only("web/tracing.py", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
)


@dataclass(frozen=True)
class Call:
    """file, line: where it is written. actions: one of them is what it needs. services: of which, as boto3 calls it."""

    file: str
    line: int
    actions: frozenset[str]
    services: frozenset[str]


@dataclass(frozen=True)
class Started:
    """A program, and what it calls. file: where it begins."""

    file: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Needs:
    """calls: where each is written, and the actions one of which it needs. services: those that are called."""

    calls: list[tuple[str, frozenset[str]]]
    services: frozenset[str]

    @classmethod
    def of(cls, programs: Iterable[Started], variables: frozenset[str]) -> "Needs":
        """What these programs need in a task that has these variables."""
        made = [call for program in programs for call in program.calls if _runs(call, variables)]
        calls = dict.fromkeys((f"{call.file}:{call.line}", call.actions) for call in made)
        return cls([*calls], frozenset().union(*(call.services for call in made)))


def started(repository: Path, command: tuple[str, ...]) -> list[Started]:
    """The programs of a command of a container; without one, of the CMD that the image ends with."""
    if not command:
        *_, said = IMAGE_COMMAND.findall((repository / "Dockerfile").read_text("utf-8"))
        command = tuple(ast.literal_eval(said))
    return [_program(repository, *beginning) for beginning in _beginnings(repository, command)]


def _beginnings(repository: Path, command: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Module and function of each program; "" for all that the module runs."""
    text = " ".join(command)
    if text == IDLE:
        return
    if found := RUN_MODULE.search(text):
        yield f"{found[1]}.__main__", ""
        return
    match command:
        case ("python", "-m", module, *more):
            said = " ".join([module, *more[:1]])
            yield BEGINNINGS.get(said, (f"{module}.__main__", ""))
            if said == STEP:
                job = (repository / "jobs" / f"{more[1]}.yaml").read_text("utf-8")
                yield from ((name, "") for name in OF_A_JOB.findall(job))
        case ("python", folder) if folder == FOLDER_OF_THE_CODE:
            yield "__main__", ""
        case _:
            raise AssertionError(f"nobody knows which program `{text}` starts; say it in {Path(__file__).name}")


@cache
def _program(repository: Path, module: str, function: str) -> Started:
    reached = Reached(repository)
    if not reached.reach(module, function):
        module = module.removesuffix(".__main__")
        assert reached.reach(module, function), f"there is no module {module}"
    texts = {path.relative_to(repository).as_posix(): path.read_text("utf-8") for path in reached.lines}
    services = services_of(texts.values())
    used = frozenset(name for path in reached.lines for name in _attributes(path, reached))
    calls = [
        call
        for file, text in texts.items()
        for call in _calls(file, text, services)
        if not any((file, action) in FOR_PEOPLE for action in call.actions)
        if reached.has(repository / file, call.line) and _is_used(text, call.line, used)
    ]
    return Started(next(iter(texts)), tuple(calls))


def _calls(file: str, text: str, services: frozenset[str]) -> Iterator[Call]:
    for call in calls_of_text(file, text, services):
        operations = [*call.operations(services)]
        if ("dynamodb", TRANSACTION) in operations:
            yield from _of_transaction(file, text, call)
            continue
        actions = {f"{PREFIXES.get(service, service)}:{name}" for service, name in operations}
        yield Call(
            file,
            call.first,
            frozenset(ACTIONS.get(each, each) for each in actions),
            frozenset(service for service, _ in operations),
        )
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in OF_LIBRARIES:
                service, each_of = OF_LIBRARIES[name]
                for action in sorted(each_of):
                    yield Call(file, node.lineno, frozenset({action}), frozenset({service}))


def _of_transaction(file: str, text: str, call: WrittenCall) -> Iterator[Call]:
    """IAM knows no transaction: each of its items has to be allowed."""
    inside = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    items = {str(node.value) for node in inside if call.first <= node.lineno <= call.last}
    assert items & ITEMS.keys(), f"{file}:{call.first}: which items this transaction has does not stand in the call"
    for name in sorted(ITEMS[item] for item in items & ITEMS.keys()):
        yield Call(file, call.first, frozenset({name}), frozenset({"dynamodb"}))


def _attributes(path: Path, reached: Reached) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and reached.has(path, node.lineno):
            yield node.attr


@cache
def _methods(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    return [node for each in classes for node in each.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _is_used(text: str, line: int, used: frozenset[str]) -> bool:
    """Whether a method around this line has a name that the program uses. Python itself calls those with `__`."""
    around = [each for each in _methods(text) if each.lineno <= line <= (each.end_lineno or each.lineno)]
    return all(each.name in used or each.name.startswith("__") for each in around)


def _runs(call: Call, variables: frozenset[str]) -> bool:
    return all(only.runs(variables) for only in ONLY if call.file.endswith(only.file))
