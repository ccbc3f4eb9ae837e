"""A parallel run of two small files, reconciled by the command."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from equivalence.reconcile import main
from records.code_pages import CodePage
from tests.support.equivalence_files import COPYBOOK, payment

OLD = [payment(number, CodePage.CP037) for number in range(1, 6)]
NEW = [payment(number) for number in range(1, 6)]


def reconciled(
    folder: Path, old: Iterable[bytes], new: Iterable[bytes], *more: str, rules: str = ""
) -> tuple[int, Any]:
    """Exit code and JSON."""
    (folder / "PAYMENT.cpy").write_text(COPYBOOK)
    (folder / "rules.yaml").write_text(rules)
    files = {"old": b"".join(old), "new": b"".join(new)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    names = {
        **{name: name for name in files},
        "result": "result.json",
        "rules": "rules.yaml",
        "copybook": "PAYMENT.cpy",
    }
    code = main([*(part for key, name in names.items() for part in (f"--{key}", str(folder / name))), *more])
    return code, json.loads((folder / "result.json").read_text())


def total(result: Any, field: str) -> Any:
    """Its control total."""
    return next(each for each in result["control_totals"] if each["field"] == field)
