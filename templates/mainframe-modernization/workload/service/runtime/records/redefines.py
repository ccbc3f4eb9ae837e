"""redefines.yaml beside the copybooks: which redefinition a record holds. COBOL has no statement for it.

ACCTREC:                        copybook
  ACCT-CHECKING-AREA:           the item that is redefined
    by: ACCT-TYPE               the item that decides
    C: ACCT-CHECKING-AREA       its value → the item to read
    L: ACCT-LOAN-AREA
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from records.copybook_error import CopybookError
from records.layout import Layout, Reading
from records.value import key_of

FILE = "redefines.yaml"
_FORM = "copybook: {item: {by: item, value: item}}"


def decide(layouts: Iterable[Layout], folder: Path, copybooks: Iterable[str]) -> tuple[Layout, ...]:
    """The layouts with what the file in `folder` says of these copybooks. Raises CopybookError: it does not fit."""
    path = folder / FILE
    if not path.is_file():
        return tuple(layouts)
    try:
        content = yaml.safe_load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise CopybookError(FILE, line, "text that is no YAML", _FORM) from None
    if not isinstance(content, dict):
        raise CopybookError(FILE, 1, repr(content), _FORM)
    layouts = tuple(layouts)
    rules: dict[str, Any] = {}
    for name in copybooks:
        of_copybook = content.get(name) or {}
        if not isinstance(of_copybook, dict):
            raise CopybookError(FILE, 1, f"{name}: {of_copybook!r}", _FORM)
        rules |= of_copybook
    for item in rules:
        if not any(each.redefines == item for layout in layouts for each in layout):
            raise _error(layouts[0], item, "no item that is redefined")
    return tuple(replace(each, decided=dict(_decided(each, rules))) for each in layouts)


def _decided(layout: Layout, rules: dict[str, Any]) -> Iterator[tuple[str, Reading]]:
    for item, rule in rules.items():
        if any(each.redefines == item for each in layout):
            yield item, _reading(layout, item, rule)


def _reading(layout: Layout, item: str, rule: Any) -> Reading:
    if not isinstance(rule, dict) or not isinstance(rule.get("by"), str):
        raise _error(layout, item, "without `by`")
    first = {each.field.name: each for each in layout.leaves()}
    last = {each.field.name: each for each in layout.leaves(counts=_fewest(layout))}
    leaf = first.get(rule["by"])
    if leaf is None or leaf.field.table or leaf.offset != last[leaf.field.name].offset:
        raise _error(layout, item, f"by {rule['by']}, which is no item at a fixed place outside of tables")
    names: dict[str, str] = {}
    for value, name in rule.items():
        if value == "by":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _error(layout, item, f"the value {value!r}, which YAML does not take as text: write it in quotes")
        if name not in {item, *(each.name for each in layout if each.redefines == item)}:
            raise _error(layout, item, f"{value}: {name}, which does not redefine it")
        names[key_of(leaf.field, str(value))] = name
    return Reading(by=rule["by"], names=names)


def _fewest(layout: Layout) -> dict[str, int]:
    return {each.depending_on: each.occurs_at_least for each in layout if each.depending_on}


def _error(layout: Layout, item: str, found: str) -> CopybookError:
    expected = "the redefined item of the copybook, `by` and a reading for each value"
    return CopybookError(FILE, 1, f"{Path(layout.file).stem}, {item}: {found}", expected)
