"""Random jobs, and JCL that says the same."""

from hypothesis import strategies as st

from batch.definition import (
    Abended,
    AllOf,
    AnyOf,
    Bypass,
    DataDefinition,
    Disposition,
    Ending,
    Job,
    Not,
    Operator,
    Ran,
    ReturnCode,
    Run,
    Status,
    Step,
    Test,
)

_LETTERS = "ABCXYZ@#$"
NAME = st.builds("{}{}".format, st.sampled_from(_LETTERS), st.text(f"{_LETTERS}019", max_size=7))
DSN = st.lists(NAME, min_size=1, max_size=4).map(".".join)
CODE = st.integers(0, 4095)
# Without & (a symbol) and without blanks at the end, which a record does not have.
LINE = st.text("ABC 09,.()='-+:/#*", max_size=70).map(lambda line: f"X{line}".rstrip())
# Fits on a line with its apostrophes doubled.
PARAMETER = st.text("ABC 012,.()='*/-", max_size=29)
DISPOSITION = st.builds(
    Disposition,
    status=st.sampled_from([Status.OLD, Status.SHR]),
    normal=st.just(Ending.KEEP),
    abnormal=st.sampled_from([each for each in Ending if each is not Ending.PASS]),
)


def _test(names: list[str]) -> st.SearchStrategy[Test]:
    step = st.sampled_from(names)
    leaf = st.one_of(
        st.builds(ReturnCode, operator=st.sampled_from(Operator), value=CODE, step=st.one_of(st.just(""), step)),
        st.builds(Abended, step=st.one_of(st.just(""), step)),
        st.builds(Ran, step=step),
    )
    return st.recursive(leaf, _compound, max_leaves=5)


def _compound(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(AllOf, several), st.builds(AnyOf, several))


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    """Jobs without procedures and symbols, in the form that the converter writes."""
    names = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    steps = []
    for number, name in enumerate(names):
        before = names[:number]
        test = draw(st.none() | _test(before)) if before else None
        bypass = st.builds(Bypass, code=CODE, operator=st.sampled_from(Operator), step=st.sampled_from(["", *before]))
        dds = draw(st.lists(st.sampled_from(["D1", "D2", "D3", "D4"]), max_size=3, unique=True))
        steps.append(
            Step(
                name=name,
                program="ACCTPOST",
                parameter=draw(PARAMETER),
                bypass_when=tuple(draw(st.lists(bypass, max_size=3))),
                run=draw(st.sampled_from(Run)),
                when=test,
                datasets=tuple(draw(_definition(dd)) for dd in dds),
            )
        )
    return Job(name=draw(NAME), steps=tuple(steps))


def _definition(dd: str) -> st.SearchStrategy[DataDefinition]:
    return st.one_of(
        st.builds(
            DataDefinition,
            dd=st.just(dd),
            dataset=DSN,
            disposition=DISPOSITION,
            format=st.sampled_from(["fixed", "variable"]),
            length=st.integers(1, 32_760),
        ),
        st.builds(DataDefinition, dd=st.just(dd), instream=st.lists(LINE, max_size=3).map(tuple)),
        st.builds(DataDefinition, dd=st.just(dd), sysout=st.sampled_from(["*", "A"])),
        st.just(DataDefinition(dd=dd, dummy=True)),
    )
