"""What `make run` takes for a change of the templates."""

import subprocess
from pathlib import Path

from local_pieces import told

PATHS = {
    "infra/stack.py": True,
    "workload/service/api.py": True,
    "extensions/resources.py": True,
    "tests/support/local_templates.py": True,
    "app.py": True,
    "uv.lock": True,
    "workload/service/runtime/orders/logic.py": False,
    "tests/unit/test_it.py": False,
    "docs/runbook.md": False,
    "README.md": False,
    ".idea/workspace.xml": False,
}


def write(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(path, "utf-8")


def test_every_file_that_a_template_may_be_made_of_counts(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for path in PATHS:
        write(tmp_path, path)
    program = (
        "from tests.support.local import definition\n"
        "print(json.dumps([path.as_posix() for path in definition.inputs()]))"
    )
    assert set(told(tmp_path, program)) == {path for path, counts in PATHS.items() if counts}


# Reading the templates takes ten seconds, in which somebody saves again.
SAVED_AGAIN = """
from pathlib import Path
from types import SimpleNamespace
from settings.failure import ActionFailed
from tests.support.local import __main__ as program
from tests.support.local import definition
template, added = Path("infra/stack.py"), Path("infra/more.py")
read = []
def slow():
    read.append(template.read_text())
    if len(read) == 1:
        template.write_text("saved while it was read")
    elif len(read) == 2:
        added.write_text("and a new one")
        template.write_text("imports more")
    elif len(read) == 4:
        raise KeyboardInterrupt
    elif len(read) == 3:
        added.write_text("changed")
    raise ActionFailed("no")
definition.read = slow
changes = program.changes()
template.write_text("saved before anybody looked")
try:
    program._watch(SimpleNamespace(reload=lambda: True), None, *changes)
except KeyboardInterrupt:
    print(json.dumps(read))
"""


def test_a_template_that_is_saved_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, "infra/stack.py")
    read = told(tmp_path, SAVED_AGAIN)
    assert read == ["saved before anybody looked", "saved while it was read", "imports more", "imports more"]
