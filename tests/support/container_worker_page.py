"""The lines that the page of the worker of containers tells its reader to write, as changes of the files it names."""

import re
import textwrap

from exports import ROOT

from golden_paths.recipes.changes import Change

PAGE = ROOT / "recipes/worker/containers.md"
RESOURCES, WORKER = "extensions/resources.py", "extensions/parcels_worker.py"
SETTINGS = "workload/service/runtime/orders/settings.py"
FIELDS = '    """What the service needs. A variable of your own is a field here."""\n'
# In place of the first the second, both times.
WORKER_SETTINGS = ("workload/service/runtime/parcels_worker/settings.py", "NamedSettings", "DatabaseSettings")


def changes() -> tuple[Change, ...]:
    """What lets the API send to the queue of parcels, and the worker work with the database."""
    tasks, let_send, field_import, field, _sender, user_import, user, database, sign_in = _blocks()
    return (
        Change(RESOURCES, "import", tasks),
        Change(RESOURCES, "after", _deep(let_send, 4), "    alarms += parcels_worker.alarms\n"),
        Change(SETTINGS, "import", field_import),
        Change(SETTINGS, "after", f"\n{_deep(field, 4)}", FIELDS),
        Change(WORKER, "import", user_import),
        Change(WORKER, "after", _deep(user, 16), '                "PARCELS_QUEUE_URL": self.queue.queue_url,\n'),
        Change(WORKER, "after", _deep(database, 12), "            health_check=HEALTH_CHECK,\n"),
        Change(WORKER, "after", _deep(sign_in, 8), "        self.alarms = [self._failed(), self._errors()]\n"),
    )


def sender() -> tuple[str, str]:
    """The file of the API that sends, and what it holds."""
    [file] = re.findall(r"for example in `([^`]+)`:", PAGE.read_text("utf-8"))
    return file, _blocks()[4]


def _deep(lines: str, spaces: int) -> str:
    return textwrap.indent(lines, spaces * " ")


def _blocks() -> list[str]:
    found = re.findall(r"^ *```python\n(.*?)^ *```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(each) for each in found]
