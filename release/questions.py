"""The questions of a version of the template, as Copier reads them."""

from pathlib import Path
from typing import Any

import yaml

Question = dict[str, Any]


def read(template: Path) -> dict[str, Question]:
    """The questions that a person may be asked, by name; those that are only computed are left out.

    template: the folder with `copier.yml`. Raises FileNotFoundError: it includes a file that is not there.
    """

    class Loader(yaml.SafeLoader):
        """YAML with Copier's `!include`."""

    def include(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
        return yaml.load((template / loader.construct_scalar(node)).read_text("utf-8"), Loader)  # noqa: S506

    Loader.add_constructor("!include", include)
    documents = yaml.load_all((template / "copier.yml").read_text("utf-8"), Loader)
    found = {name: question for document in documents for name, question in (document or {}).items()}
    return {
        name: question if isinstance(question, dict) else {"type": type(question).__name__, "default": question}
        for name, question in found.items()
        if not name.startswith("_") and not (isinstance(question, dict) and question.get("when") is False)
    }


def choices(question: Question) -> list[Any]:
    """The values that a question offers; empty when it takes any."""
    offered = question.get("choices") or {}
    if isinstance(offered, str):  # an expression: what it offers depends on other answers
        return []
    listed = offered.values() if isinstance(offered, dict) else offered
    return [_value(each) for each in listed]


def _value(choice: Any) -> Any:
    if isinstance(choice, dict):
        return choice["value"]
    return _value(choice[1]) if isinstance(choice, list) else choice
