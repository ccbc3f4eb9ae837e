"""Level 88 as properties of the model: what the condition-name is true for."""

from collections.abc import Iterator

from records.layout import Field
from records.names import snake

_BYTES = ("LOW-VALUE", "LOW-VALUES", "HIGH-VALUE", "HIGH-VALUES", "QUOTE", "QUOTES", "NULL", "NULLS")


def conditions(field: Field) -> Iterator[str]:
    """Lines of source. Left out: conditions on groups and tables, and those with LOW-VALUES, which is no text."""
    if field.table or field.children:
        return
    for name, values in field.conditions.items():
        tests = [_test(field, snake(field.name), value) for value in values]
        if all(tests):
            yield ""
            yield "    @property"
            yield f"    def {snake(name)}(self) -> bool:"
            yield f'        """88 {name}."""'
            yield f"        return {' or '.join(tests)}"


def _test(field: Field, name: str, value: str) -> str:
    """ "" where a value is no text."""
    parts = [_literal(field, each) for each in value.split(" THRU ")]
    if not all(parts):
        return ""
    return f"{parts[0]} <= self.{name} <= {parts[1]}" if len(parts) == 2 else f"self.{name} == {parts[0]}"


def _literal(field: Field, text: str) -> str:
    if text in _BYTES:
        return ""
    if not field.numeric:
        escaped = text.rstrip(" ").replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f'Decimal("{text}")' if field.scale > 0 else str(int(text))
