"""What the questions take, `project.py` takes too, and what they refuse it refuses: the same rule in both places."""

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from exports import ROOT
from odd_values import IN_NO_NAME, RIGHT, WRONG


@pytest.fixture(scope="module")
def rules() -> Iterator[ModuleType]:
    """The rendered `settings/project_rules.py`."""
    folder = str(ROOT / "templates" / "_blocks" / "everything")
    sys.path.insert(0, folder)
    try:
        from settings import project_rules

        yield project_rules
    finally:
        sys.path.remove(folder)
        for name in [name for name in sys.modules if name.partition(".")[0] == "settings"]:
            del sys.modules[name]


def judge(rules: ModuleType, question: str, value: str) -> bool:
    """Whether `settings/project_rules.py` takes the value of this answer."""
    names = {"name": "orders", "approvers": ("Admin",), "alerts_email": ""}
    try:
        if question == "repository":
            rules.require_repository("github", value)
        elif question == "branch":
            rules.require_branch(value)
        elif question == "approvers":
            parts = tuple(part.strip(" ") for part in value.split(",")) if value else ()
            rules.require_names(**{**names, "approvers": parts})
        else:
            rules.require_names(**{**names, {"project_name": "name"}.get(question, question): value})
    except ValueError:
        return False
    return True


QUESTIONS = ("project_name", "repository", "branch", "approvers", "alerts_email")
CASES = [(name, value, True) for name in QUESTIONS for value in RIGHT[name]]
# Roles are a text in the question and a tuple in project.py: only what is right can be compared.
CASES += [(n, value, False) for n in QUESTIONS if n != "approvers" for value in (*WRONG[n], *IN_NO_NAME.values())]


@pytest.mark.parametrize(("question", "value", "right"), CASES, ids=lambda value: repr(value)[:24])
def test_questions_and_project_py_judge_alike(rules: ModuleType, question: str, value: str, right: bool) -> None:
    assert judge(rules, question, value) == right
