"""Whether compiled programs can be loaded where they are to run: `python loadable.py FOLDER` while an image is built.

Alone, without other modules: the stage that runs it has nothing of this package.
"""

import ctypes
import subprocess
import sys
from pathlib import Path


def obstacle(folder: Path) -> str:
    """A sentence with the first thing that is missing, or nothing.

    The run time is started, each module is loaded, and of each main program the libraries are looked up.
    """
    try:
        ctypes.CDLL("libcob.so.4").cob_init(0, None)
    except OSError as error:
        return f"The run time of GnuCOBOL is missing: install Debian's libcob4t64 in this stage ({error})."
    programs = sorted(path for path in folder.glob("*") if path.is_file() and path.suffix in ("", ".so"))
    if not programs:
        return f"{folder} has no program; the stage `programs` compiles them."
    for path in programs:
        try:
            if path.suffix:
                ctypes.CDLL(str(path.resolve()))
                continue
        except OSError as error:
            return f"{path} cannot be loaded: {error}."
        needed = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        missing = [line.split()[0] for line in needed.stdout.splitlines() if line.endswith("not found")]
        if missing or needed.returncode:
            return f"{path} cannot be started: {', '.join(missing) or needed.stderr.strip()} is missing."
    return ""


if __name__ == "__main__":
    sys.exit(obstacle(Path(sys.argv[1])) or 0)
