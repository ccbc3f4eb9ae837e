"""What a form demands of an answer is never more than what Copier demands."""

import json

import jq
from jinja2 import Environment

from golden_paths.portal.conditions import ALWAYS, Is
from golden_paths.portal.jinja import Scope
from golden_paths.portal.port import as_jq
from golden_paths.portal.rules import Rule, rules

MARKS = {"variable_start_string": "{=", "variable_end_string": "=}"}
# Only its parser is used.
SCOPE = Scope(Environment(**MARKS), {"name": ""}, {}, {})  # noqa: S701


def of(test: str) -> list[Rule]:
    return rules(f"{{% if {test} %}}{{= refuse('name') =}}{{% endif %}}", "name", SCOPE, lambda macro: None)


def test_one_demand_is_a_rule() -> None:
    assert of("not (name | regex_search('^a'))") == [Rule({"pattern": "^a"}, ALWAYS)]


def test_two_demands_of_which_one_is_enough_are_left_to_copier() -> None:
    assert of("not (name | regex_search('^a')) and not (name | regex_search('^b'))") == []


def test_either_of_two_demands_is_a_rule_of_its_own() -> None:
    found = of("not (name | regex_search('^a')) or not (name | regex_search('z$'))")
    assert [rule.schema for rule in found] == [{"pattern": "^a"}, {"pattern": "z$"}]


def test_port_takes_false_for_an_answer_and_not_for_none() -> None:
    query = jq.compile(as_jq(Is("wanted", (True,), default=True)))
    asked = [query.input_text(json.dumps({"form": form})).first() for form in ({}, {"wanted": False}, {"wanted": True})]
    assert asked == [True, False, True]
