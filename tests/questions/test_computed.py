"""Derived values: the qualifier of the bootstrap, the approvers and the delivery strategy as Python."""

import ast
import re
import subprocess
import sys
from itertools import combinations

import pytest
from carried import constants
from rendering import render_answers

NAMES = ["abc", "orders", "or-ders", "o-rders", "tenletters", "elevenchars", "orders-api", "orders-api-internal"]
NAMES += ["orders-api-external", "a1-b2-c3-d4-e5-f6", "x" * 30, "x" * 29 + "y"]


def qualifier(name: str) -> str:
    return str(ast.literal_eval(constants(render_answers(project_name=name))["QUALIFIER"]))


@pytest.mark.parametrize("name", NAMES)
def test_qualifier_is_one_that_the_cdk_accepts(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]{0,9}", qualifier(name))


def test_short_name_without_a_dash_is_its_own_qualifier() -> None:
    assert [qualifier(name) for name in ("orders", "tenletters")] == ["orders", "tenletters"]


def test_two_names_do_not_share_a_qualifier() -> None:
    assert [(a, b) for a, b in combinations(NAMES, 2) if qualifier(a) == qualifier(b)] == []


def test_qualifier_never_changes_for_a_name() -> None:
    # A changed digest would bootstrap every account again: these are the values of the first release.
    assert qualifier("orders-api") == "orders117d"


@pytest.mark.parametrize(
    ("answer", "roles"),
    [
        ("", ()),
        ("Admin", ("Admin",)),
        ("Admin,Release, OnCall", ("Admin", "Release", "OnCall")),
        ("Admin,admin,Admin", ("Admin", "admin")),
        (",".join(f"{'R' * 62}{n:02}" for n in range(10)), tuple(f"{'R' * 62}{n:02}" for n in range(10))),
    ],
)
def test_approvers_become_a_formatted_tuple(answer: str, roles: tuple[str, ...]) -> None:
    repository = render_answers(approvers=answer)
    assert ast.literal_eval(constants(repository)["APPROVERS"]) == roles
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--diff", "project.py"]
    done = subprocess.run(ruff, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("architecture", "delivery", "call"),
    [
        ("serverless", "canary", "canary(percent=10, minutes=5)"),
        ("serverless", "linear", "linear(percent=10, minutes=2)"),
        ("serverless", "all-at-once", "all_at_once()"),
        ("containers", "canary", "canary(percent=10, minutes=5)"),
        # Each step takes minutes more with a load balancer: fewer of them.
        ("containers", "linear", "linear(percent=25, minutes=2)"),
        ("containers", "blue-green", "all_at_once()"),
    ],
)
def test_delivery_is_a_strategy_of_the_rendered_code(architecture: str, delivery: str, call: str) -> None:
    code = (render_answers(architecture=architecture, delivery=delivery) / "environments.py").read_text("utf-8")
    assert re.findall(r'name="prod",.*?Delivery\.(\w+\([^)]*\)),', code, re.DOTALL) == [call]


@pytest.mark.parametrize(
    ("compute", "by_environment"),
    [
        ("fargate", {"dev": "fargate-spot", "staging": "fargate", "prod": "fargate", "sandbox": "fargate-spot"}),
        ("ec2", dict.fromkeys(("dev", "staging", "prod", "sandbox"), "ec2")),
    ],
)
def test_what_may_lose_a_task_runs_on_what_fargate_has_left_over(compute: str, by_environment: dict[str, str]) -> None:
    code = (render_answers(architecture="containers", compute=compute) / "environments.py").read_text("utf-8")
    found = re.findall(r'name="(\w+)",.*?Compute\("([\w-]+)"\)', code, re.DOTALL)
    assert dict(found) == by_environment
