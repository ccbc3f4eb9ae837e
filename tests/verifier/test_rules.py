"""Each rule finds what its first example has, nothing in its second one, and says it in one readable sentence."""

import importlib
import pkgutil
import re

import pytest

from golden_paths.verifier import rules
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rule import Rule
from golden_paths.verifier.verify import all_rules

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)


@each_rule
def test_it_finds_what_its_first_example_has(rule: Rule) -> None:
    found = list(rule.findings(Repository(rule.fails)))
    assert found
    for finding in found:
        assert finding.file in rule.fails
        assert finding.where
        assert re.fullmatch(r"[^\n]{40,400}[^.\n]", finding.sentence), finding.sentence


@each_rule
def test_it_finds_nothing_in_its_second_example(rule: Rule) -> None:
    assert list(rule.findings(Repository(rule.passes))) == []


@each_rule
def test_it_says_why_and_names_a_source(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    assert rule.reason.endswith(".")
    assert re.match(r"https://docs\.aws\.amazon\.com/|botocore ", rule.source), rule.source
    assert rule.judge.__doc__


def test_no_two_rules_have_one_id() -> None:
    modules = [
        importlib.import_module(f"{rules.__name__}.{each.name}") for each in pkgutil.iter_modules(rules.__path__)
    ]
    ids = [value.id for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    assert sorted(ids) == [rule.id for rule in all_rules()]
