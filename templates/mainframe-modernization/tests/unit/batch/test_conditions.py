"""COND and IF decide as the JCL Reference says."""

import pytest

from batch.conditions import next_step, why_bypassed
from batch.definition import Step
from batch.outcome import Outcome
from tests.support.batch_jobs import job


def step(text: str) -> Step:
    """The third step of a job, after SORT and POST."""
    return job(f"""
        name: TEST
        steps:
        - {{name: SORT, program: A}}
        - {{name: POST, program: B}}
        - {{name: LAST, program: C, {text}}}
    """).steps[2]


def ended(**codes: int | str | None) -> dict[str, Outcome]:
    """By step: a return code, "abend", or None for one that was bypassed."""
    return {
        name: Outcome(
            step=name,
            program="X",
            code=code if isinstance(code, int) else None,
            abend="signal SIGSEGV" if code == "abend" else "",
            bypassed="its IF is not true" if code is None else "",
        )
        for name, code in codes.items()
    }


def runs(text: str, **codes: int | str | None) -> bool:
    return not why_bypassed(step(text), ended(**codes))


@pytest.mark.parametrize(
    ("operator", "bypassed_with"),
    [("GT", [0, 3]), ("GE", [0, 3, 4]), ("EQ", [4]), ("NE", [0, 3, 5, 8]), ("LT", [5, 8]), ("LE", [4, 5, 8])],
)
def test_a_step_is_bypassed_when_code_operator_return_code_is_true(operator: str, bypassed_with: list[int]) -> None:
    text = f"bypass_when: [{{code: 4, operator: {operator}, step: SORT}}]"

    assert [code for code in (0, 3, 4, 5, 8) if not runs(text, SORT=code, POST=12)] == bypassed_with


def test_without_a_step_name_one_return_code_of_any_step_bypasses() -> None:
    text = "bypass_when: [{code: 4, operator: LT}]"

    assert runs(text, SORT=4, POST=0)
    assert not runs(text, SORT=8, POST=0)
    assert not runs(text, SORT=0, POST=8)


def test_a_step_that_was_bypassed_has_no_return_code() -> None:
    for text in ("bypass_when: [{code: 0, operator: LE, step: SORT}]", "bypass_when: [{code: 0, operator: LE}]"):
        assert runs(text, SORT=None, POST=None)
    assert not runs("when: {step: SORT, operator: EQ, value: 0}", SORT=None, POST=0)


# "Effect of EVEN and ONLY Subparameters on Step Execution", JCL Reference: abend before, test satisfied, step runs.
@pytest.mark.parametrize(
    ("run", "abend", "satisfied", "expected"),
    [
        ("even", False, False, True),
        ("even", False, True, False),
        ("even", True, False, True),
        ("even", True, True, False),
        ("only", False, False, False),
        ("only", False, True, False),
        ("only", True, False, True),
        ("only", True, True, False),
        ("normally", False, False, True),
        ("normally", False, True, False),
        ("normally", True, False, False),
        ("normally", True, True, False),
    ],
)
def test_even_and_only_decide_as_the_table_of_the_reference(
    run: str, abend: bool, satisfied: bool, expected: bool
) -> None:
    text = f"run: {run}, bypass_when: [{{code: 4, operator: LT, step: SORT}}]"

    assert runs(text, SORT=8 if satisfied else 0, POST="abend" if abend else 0) is expected


def test_after_an_abend_an_if_is_judged_only_when_it_asks_for_one() -> None:
    assert runs("when: {abend: any}", SORT=0, POST="abend")
    assert runs("when: {abend: POST}", SORT=0, POST="abend")
    assert not runs("when: {abend: SORT}", SORT=0, POST="abend")
    assert runs("when: {not: {abend: SORT}}", SORT=0, POST="abend")
    assert runs("when: {any: [{abend: any}, {operator: GT, value: 4}]}", SORT=0, POST="abend")
    assert not runs("when: {step: SORT, operator: EQ, value: 0}", SORT=0, POST="abend")
    # The ELSE of an IF that says nothing about abends.
    assert not runs("when: {not: {step: SORT, operator: GT, value: 0}}", SORT=0, POST="abend")


def test_an_if_without_abend_is_false_when_it_asks_for_one() -> None:
    assert not runs("when: {abend: any}", SORT=0, POST=8)


def test_rc_without_a_step_is_the_highest_so_far_and_0_before_the_first() -> None:
    assert runs("when: {operator: EQ, value: 8}", SORT=8, POST=4)
    assert runs("when: {operator: EQ, value: 0}", SORT=None, POST=None)
    assert not runs("when: {operator: EQ, value: 4}", SORT=8, POST=4)


def test_all_any_not_and_run_combine() -> None:
    text = "when: {all: [{run: SORT}, {not: {run: POST}}, {any: [{step: SORT, operator: EQ, value: 4}]}]}"

    assert runs(text, SORT=4, POST=None)
    assert not runs(text, SORT=4, POST=0)
    assert not runs(text, SORT=0, POST=None)


def test_an_if_comes_before_cond() -> None:
    text = "when: {step: SORT, operator: EQ, value: 0}, bypass_when: [{code: 0, operator: EQ, step: POST}]"

    assert why_bypassed(step(text), ended(SORT=4, POST=0)) == "its IF is not true"
    assert why_bypassed(step(text), ended(SORT=0, POST=0)) == "COND 0 EQ return code 0 of POST"
    assert why_bypassed(step(text), ended(SORT=0, POST=4)) == ""


def test_the_next_step_is_the_first_that_runs_and_those_before_it_are_named() -> None:
    made = job("""
        name: TEST
        steps:
        - {name: SORT, program: A}
        - {name: POST, program: B, bypass_when: [{code: 4, operator: LT}]}
        - {name: LOAD, program: B, when: {run: POST}}
        - {name: CLEAN, program: C, run: even}
    """)

    name, bypassed = next_step(made, "SORT", ended(SORT=8))
    assert name == "CLEAN"
    assert [outcome.step for outcome in bypassed] == ["POST", "LOAD"]
    assert all(outcome.bypassed and outcome.code is None for outcome in bypassed)

    assert next_step(made, "SORT", ended(SORT=0)) == ("POST", [])
    assert next_step(made, "CLEAN", ended(SORT=0, POST=0, LOAD=0, CLEAN=0)) == ("", [])
