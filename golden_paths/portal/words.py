"""What a form says of a question: its help, and the default where it is known before anybody answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from jinja2 import meta

from golden_paths.portal.conditions import NEVER
from golden_paths.portal.jinja import condition_in
from golden_paths.portal.questions import ARCHITECTURE, Question, Questionnaire, is_computed

FOLLOWS = "Left out, it follows from your other answers."
FOR_DEFAULTS = "This text is for {}: with another answer, something else may be asked for."


def words_of(questionnaire: Questionnaire, template: Path) -> Callable[[Question, str], tuple[str, Any]]:
    """Help and default of a question in an architecture, rendered by Copier's own engine.

    In a help an answer that nobody can know yet is shown as its name, such as <domain>.
    """
    from copier._main import Worker

    # The folder is read as it is, also where it is a clone: no second one is made.
    with patch("copier._template.get_repo", return_value=None):
        engine = Worker(src_path=str(template), dst_path=Path("orders"), quiet=True).jinja_env
    scope = questionnaire.scope
    known = {**scope.known, "stored": {}}
    placed = {name: f"<{name}>" if value == "" else value for name, value in scope.defaults.items()}

    def words(question: Question, architecture: str) -> tuple[str, Any]:
        help_ = engine.from_string(question.help).render(**known, **{**placed, ARCHITECTURE: architecture}).strip()
        # A form shows one help, whatever is answered.
        told = meta.find_undeclared_variables(scope.parsed(question.help)) - {ARCHITECTURE}
        assumed = [each for each in questionnaire.questions if each.name in told and _is_asked(each, architecture)]
        if shown := [f"{each.title.lower()} {each.default}" for each in assumed if scope.defaults.get(each.name)]:
            help_ = f"{help_}\n{FOR_DEFAULTS.format(' and '.join(shown))}"
        if not is_computed(question.default):
            return help_, question.default
        default = str(question.default)
        needed = meta.find_undeclared_variables(scope.parsed(default))
        computed = (needed & scope.computed.keys()) - known.keys()
        for name in computed:
            needed = needed | meta.find_undeclared_variables(scope.parsed(scope.computed[name]))
        others = needed - {ARCHITECTURE}
        open_ = [each for each in questionnaire.questions if each.name in others and _is_asked(each, architecture)]
        if question.required:
            return help_, None
        if open_:
            return f"{help_}\n{FOLLOWS}", None
        answers = {**known, **scope.defaults, ARCHITECTURE: architecture}
        answers |= {name: condition_in(scope.computed[name], scope).holds(answers) for name in computed}
        return help_, engine.from_string(default).render(**answers)

    return words


def _is_asked(question: Question, architecture: str) -> bool:
    return question.visible.given(ARCHITECTURE, architecture) != NEVER
