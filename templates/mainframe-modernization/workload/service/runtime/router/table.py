"""Whether operations make a table: each request belongs to one of them."""

import re
from collections.abc import Sequence

from router.operation import Operation, OperationError


def require_operations(operations: Sequence[Operation]) -> None:
    """Raises OperationError: two have one name, or one request would belong to two."""
    names: set[str] = set()
    shapes: dict[tuple[str, str], str] = {}
    for each in operations:
        shape = (each.method, re.sub(r"\{[a-z_]+\}", "{}", each.path))
        if each.name in names or shape in shapes:
            other = each.name if each.name in names else shapes[shape]
            raise OperationError(
                f"router/operations.py, operation '{each.name}': {each.method} {each.path} repeats the name, or the "
                f"method and path, of operation '{other}': each request belongs to one operation, for example "
                "GET /accounts/{account} to inquiry."
            )
        names.add(each.name)
        shapes[shape] = each.name
