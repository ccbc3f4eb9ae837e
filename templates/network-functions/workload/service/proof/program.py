"""The folder `packets` as something that a task can run: an entry point, and a variable that holds the program.

In the task definition and not in the image: the image that is promoted to prod holds no generator of traffic, and the
program is always that of the commit whose deployment it proves.
"""

import base64
import io
import zipfile
from pathlib import Path

FOLDER = Path(__file__).with_name("packets")
VARIABLE = "PROGRAM"
ARCHIVE = "/tmp/packets.zip"  # noqa: S108 - of the container, and of nobody else
# The oldest date that an archive knows: the same files make the same template on every day and every machine.
DATE = (1980, 1, 1, 0, 0, 0)
START = (
    "import base64, os, runpy, sys; "
    f"open('{ARCHIVE}', 'wb').write(base64.b64decode(os.environ['{VARIABLE}'])); "
    f"sys.path.insert(0, '{ARCHIVE}'); "
    "runpy.run_module('packets', run_name='__main__')"
)
ENTRY_POINT = ("python3", "-c", START)


def archive() -> str:
    """The files of `packets` as a zip archive, in base64. Not compressed: how well zlib does that is its version's."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for file in sorted(FOLDER.glob("*.py")):
            text = file.read_text(encoding="utf-8")
            entry = zipfile.ZipInfo(f"packets/{file.name}", DATE)
            entry.create_system = 3
            made.writestr(entry, text.encode())
    return base64.b64encode(held.getvalue()).decode()
