"""Makes a job of a YAML document, and refuses what is none with the line where it stands."""

from batch.dataset_names import dataset_name
from batch.document import Node
from batch.errors import JobError
from batch.expressions import Run
from batch.model import SHARED, DataDefinition, Disposition, Ending, Job, Status, Step
from batch.reading_tests import bypass, test

NAME = "[A-Z@#$][A-Z0-9@#$]{0,7}"
# STEP.PROCSTEP names a step of a procedure.
STEP = rf"{NAME}(\.{NAME})?"
_DSN = rf"(&&{NAME}|[A-Z@#$&][A-Z0-9@#$&.-]{{0,60}})(\(([+-]?[0-9]{{1,3}}|{NAME})\))?"
_JOB = ("name", "symbols", "restart", "steps")
_STEP = ("name", "program", "parameter", "bypass_when", "run", "when", "minutes", "datasets")
_SOURCES = ("dataset", "sysout", "instream", "dummy")
_DD = ("dd", *_SOURCES, "disposition", "format", "length", "copybook")
_DD_EXAMPLE = "{dd: ACCTIN, dataset: BANK.ACCOUNT.MASTER(0), disposition: [SHR]}"


def job(node: Node) -> Job:
    """Raises JobError."""
    fields = node.fields("the job", _JOB, "name: DAILY")
    name = node.needed(fields, "name", "the job", "DAILY").text("the job's name", NAME, "DAILY")
    steps: list[Step] = []
    for each in node.needed(fields, "steps", "the job", "[]").items("steps", "[{name: POST, program: ACCTPOST}]"):
        steps.append(_step(each, before=[step.name for step in steps]))
    if not steps:
        fields["steps"].refuse("the job has no step; one is needed, for example {name: POST, program: ACCTPOST}.")
    restart = ""
    if "restart" in fields:
        restart = fields["restart"].text("restart", STEP, steps[0].name)
        if restart not in [step.name for step in steps]:
            fields["restart"].refuse(f"restart '{restart}' is no step of {name}, for example {steps[0].name}.")
    return Job(name=name, steps=tuple(steps), symbols=_symbols(fields.get("symbols")), restart=restart)


def _symbols(node: Node | None) -> dict[str, str]:
    if node is None:
        return {}
    found = {}
    for key, value in node.pairs("symbols", "{CYCLE: D}"):
        found[key.text("a symbol", NAME, "CYCLE")] = value.text("the value of a symbol", "[^&]*", "D")
    return found


def _step(node: Node, *, before: list[str]) -> Step:
    fields = node.fields("a step", _STEP, "name: POST")
    name = node.needed(fields, "name", "a step", "POST").text("a step's name", STEP, "POST")
    if name in before:
        fields["name"].refuse(f"a second step is called {name}; each has its own name, for example {name[:7]}2.")
    what = f"step {name}"
    tests = fields["bypass_when"].items("bypass_when", "[{code: 4, operator: LT}]") if "bypass_when" in fields else []
    return Step(
        name=name,
        program=node.needed(fields, "program", what, "ACCTPOST").text("program", NAME, "ACCTPOST"),
        # PARM is at most 100 characters (JCL Reference).
        parameter=fields["parameter"].text("parameter", "(?s).{0,100}", '"20260131"') if "parameter" in fields else "",
        bypass_when=tuple(bypass(each, before=before) for each in tests),
        run=fields["run"].choice("run", Run) if "run" in fields else Run.NORMALLY,
        when=test(fields["when"], before=before) if "when" in fields else None,
        minutes=fields["minutes"].number("minutes", high=10_080, example="60") if "minutes" in fields else 0,
        datasets=_datasets(fields["datasets"], what) if "datasets" in fields else (),
    )


def _datasets(node: Node, what: str) -> tuple[DataDefinition, ...]:
    found: list[DataDefinition] = []
    for each in node.items(f"datasets of {what}", f"[{_DD_EXAMPLE}]"):
        statement = _data_definition(each, what)
        if found and statement.dd != found[-1].dd and statement.dd in [one.dd for one in found]:
            each.refuse(f"DD {statement.dd} of {what} stands twice; what is concatenated stands one after the other.")
        found.append(statement)
        if len([one for one in found if one.dd == statement.dd]) > 1 and _written(found, statement.dd):
            each.refuse(f"DD {statement.dd} of {what} is concatenated and written; only inputs can be concatenated.")
    return tuple(found)


def _written(found: list[DataDefinition], dd: str) -> bool:
    return any(one.disposition.status in (Status.NEW, Status.MOD) or one.sysout for one in found if one.dd == dd)


def _data_definition(node: Node, what: str) -> DataDefinition:
    fields = node.fields(f"a DD of {what}", _DD, _DD_EXAMPLE)
    dd = node.needed(fields, "dd", f"a DD of {what}", "ACCTIN").text("dd", NAME, "ACCTIN")
    sources = [each for each in _SOURCES if each in fields]
    if len(sources) != 1:
        said = " and ".join(sources) or "none"
        node.refuse(f"DD {dd} of {what} has {said}; one of {', '.join(_SOURCES)} is needed, for example {_DD_EXAMPLE}.")
    return DataDefinition(
        dd=dd,
        dataset=_dataset(fields["dataset"]) if "dataset" in fields else "",
        sysout=fields["sysout"].text("sysout", r"[A-Z0-9*]", '"*"') if "sysout" in fields else "",
        instream=fields["instream"].lines("instream") if "instream" in fields else None,
        dummy="dummy" in fields and fields["dummy"].flag("dummy"),
        disposition=_disposition(fields["disposition"]) if "disposition" in fields else SHARED,
        format=fields["format"].text("format", "fixed|variable|lines", "fixed") if "format" in fields else "",
        length=fields["length"].number("length", high=32_760, example="300") if "length" in fields else 0,
        copybook=fields["copybook"].text("copybook", NAME, "ACCTREC") if "copybook" in fields else "",
    )


def _dataset(node: Node) -> str:
    written = node.text("dataset", _DSN, "BANK.ACCOUNT.MASTER(0)")
    # With a symbol in it, how long its parts are is known when the job runs.
    if "&" not in written.removeprefix("&&"):
        try:
            dataset_name(written)
        except JobError as error:
            node.refuse(error.reason)
    return written


def _disposition(node: Node) -> Disposition:
    parts = node.items("disposition", "[NEW, CATLG, DELETE]")
    if not 1 <= len(parts) <= 3:
        node.refuse(f"disposition has {len(parts)} parts; one to three are needed, for example [NEW, CATLG, DELETE].")
    status = parts[0].choice("the status of disposition", Status)
    return Disposition.of(status, *(each.choice("a part of disposition", Ending) for each in parts[1:]))
