"""Writes `docs/openapi.json` from the code of the service: `make openapi`.

The document is what the module `openapi` of the service prints, whatever its package is called. A program that fails
leaves the document as it was.
"""

import os
import subprocess
import sys
from pathlib import Path

from settings.failure import ActionFailed, exit_code

PROJECT = Path(__file__).parent.parent
# Where packages of the service lie, each in a folder of what it is deployed with.
SERVICE = Path("workload") / "service"
CODE = SERVICE / "runtime"
DOCUMENT = Path("docs") / "openapi.json"


def write(project: Path = PROJECT) -> None:
    """Write the document. Raises ActionFailed: there is no such module, or several, or it failed and said why."""
    modules = sorted((project / SERVICE).glob("*/*/openapi.py"))
    if len(modules) != 1:
        found = ", ".join(file.parent.name for file in modules) or "no package"
        raise ActionFailed(f"{SERVICE.as_posix()}: one package has a module openapi.py, found: {found}")
    program = f"{modules[0].parent.name}.openapi"
    # One may use the packages of another.
    code = [str(modules[0].parent.parent), *map(str, sorted((project / SERVICE).glob("*/")))]
    paths = [*code, *filter(None, [os.environ.get("PYTHONPATH")])]
    made = subprocess.run(  # noqa: S603 - our arguments
        [sys.executable, "-m", program],
        cwd=project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        check=False,
    )
    if made.returncode or not made.stdout.strip():
        raise ActionFailed(f"{program} made no document, see above; {DOCUMENT.as_posix()} is as it was")
    (project / DOCUMENT).parent.mkdir(exist_ok=True)
    (project / DOCUMENT).write_bytes(made.stdout)


if __name__ == "__main__":
    sys.exit(exit_code(write))
