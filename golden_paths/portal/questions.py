"""The questions as portals need them, read by Copier's own loading of copier.yml."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from jinja2 import Environment, TemplateSyntaxError, nodes

from golden_paths.portal.conditions import ALWAYS, Condition, either
from golden_paths.portal.jinja import NotExpressible, Scope, condition_in
from golden_paths.portal.rules import Rule, refused_when, rules
from golden_paths.project import Refused

ARCHITECTURE = "architecture"
TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
# Folders of a template that hold no question.
BEHIND_QUESTIONS = ("golden_paths", "partials", "templates")
MACROS = ("sentences.jinja", "networks.jinja")


@dataclass(frozen=True)
class Choice:
    """One value that a question offers. `refused`: when other answers exclude it."""

    label: str
    value: Any
    refused: Condition


@dataclass(frozen=True)
class Question:
    """One question that a person may be asked.

    help, default: as written, which may be text of Jinja. visible: when it is asked. required: it has no default then.
    """

    name: str
    type: str
    help: str
    choices: tuple[Choice, ...]
    default: Any
    visible: Condition
    rules: tuple[Rule, ...]
    required: bool
    secret: bool

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def computed_default(self) -> bool:
        """Whether what it is by default depends on something."""
        return is_computed(self.default)


@dataclass(frozen=True)
class Questionnaire:
    """Every question that is asked, in order, and the names of those that nobody is asked.

    config: what Copier loaded.
    """

    questions: tuple[Question, ...]
    hidden: frozenset[str]
    scope: Scope
    config: Mapping[str, Any]

    @property
    def architectures(self) -> list[str]:
        return [choice.value for choice in self.by_name[ARCHITECTURE].choices]

    @property
    def by_name(self) -> dict[str, Question]:
        return {question.name: question for question in self.questions}


def is_computed(default: object) -> bool:
    """Whether a default is Jinja."""
    return isinstance(default, str) and ("{=" in default or "{%" in default)


def read(template: Path, *, called: str = "") -> Questionnaire:
    """The questions of the template in a folder.

    called: what a refusal calls the template, by default its folder.
    Raises Refused with the question's name where a condition cannot be expressed in a form, or where this is no
    template of golden paths.
    """
    config = _loaded(template, called or str(template))
    marks = {name: value for name, value in config["_envops"].items() if name != "undefined"}
    # Only its parser is used: nothing is rendered here.
    environment = Environment(**marks)  # noqa: S701
    # A bare value is the default of a question, in Copier's short form.
    written: dict[str, Any] = {
        name: question if isinstance(question, dict) else {"default": question}
        for name, question in config.items()
        if not name.startswith("_")
    }
    scope = _scope(environment, written)
    secrets = set(config.get("_secret_questions", ()))
    asked = {name: each for name, each in written.items() if each.get("when", True) is not False}
    macro = _macros(template, environment)
    questions = tuple(
        _question(name, each, scope, macro, secret=name in secrets or each.get("secret", False) is True)
        for name, each in asked.items()
    )
    return Questionnaire(questions, frozenset(written.keys() - asked.keys()), scope, config)


@contextmanager
def fast_yaml() -> Iterator[None]:
    """Copier reads YAML with the parser in C, where PyYAML has it: in a tenth of the time."""
    with patch("yaml.SafeLoader", getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        yield


def _loaded(template: Path, called: str) -> dict[str, Any]:
    """What copier.yml says. Raises Refused where it cannot be read, or asks for no architecture."""
    # It takes longer to read copier than all else that most commands do.
    from copier._template import load_template_config
    from copier.errors import CopierError

    try:
        with fast_yaml():
            config = load_template_config(template / "copier.yml", quiet=True)
    except (OSError, ValueError, TypeError, yaml.YAMLError, CopierError):
        config = {}
    if not isinstance(config.get("_envops"), dict) or not isinstance(config.get(ARCHITECTURE), dict):
        raise Refused(
            f'{called} is no template of golden paths: it has no copier.yml that asks for an "{ARCHITECTURE}". Name '
            "one, for example https://github.com/example-shop/template"
        )
    return config


def _scope(environment: Environment, written: Mapping[str, dict[str, Any]]) -> Scope:
    defaults, computed, known = {}, {}, {}
    for name, question in written.items():
        default = question.get("default")
        hidden = question.get("when", True) is False
        if not hidden and not is_computed(default):
            defaults[name] = default
        elif hidden and is_computed(default):
            computed[name] = str(default)
        elif hidden:
            known[name] = yaml.safe_load(str(default)) if question.get("type") == "yaml" else default
    return Scope(environment, defaults, computed, known)


def _question(name: str, written: dict[str, Any], scope: Scope, macro: Any, *, secret: bool) -> Question:
    if written.get("type", "str") not in TYPES or written.get("multiselect"):
        raise Refused(f'The question "{name}" is of the type {written.get("type")}, which no form of a portal has.')
    try:
        visible = condition_in(str(written["when"]), scope) if isinstance(written.get("when"), str) else ALWAYS
        own_rules = tuple(rules(str(written.get("validator", "")), name, scope, macro))
        choices = tuple(_choices(written, scope))
    except (NotExpressible, TemplateSyntaxError) as error:
        raise Refused(
            f'The question "{name}" has a condition that no form can decide: {error}. '
            "Compare earlier answers with fixed values, for example {= source != 's3' =}."
        ) from None
    default = written.get("default")
    return Question(
        name=name,
        type=TYPES[written.get("type", "str")],
        help=str(written.get("help", "")).strip(),
        choices=choices,
        default=default,
        visible=visible,
        rules=own_rules,
        required=default is None or (isinstance(default, str) and "UNSET" in default),
        secret=secret,
    )


def _choices(written: dict[str, Any], scope: Scope) -> list[Choice]:
    offered = written.get("choices") or {}
    labelled = offered.items() if isinstance(offered, dict) else ((each, each) for each in offered)
    choices = []
    for label, value in labelled:
        rule = value if isinstance(value, dict) else {"value": value}
        refused = either(*refused_when(str(rule.get("validator", "")), scope))
        choices.append(Choice(str(label), rule["value"], refused))
    return choices


def _macros(template: Path, environment: Environment) -> Any:
    """Finds a macro of questions/ by its name."""

    @cache
    def all_of_them() -> dict[str, nodes.Macro]:
        files = (template / "questions" / name for name in MACROS)
        texts = (file.read_text("utf-8") for file in files if file.is_file())
        return {each.name: each for text in texts for each in environment.parse(text).find_all(nodes.Macro)}

    return lambda name: all_of_them().get(name)
