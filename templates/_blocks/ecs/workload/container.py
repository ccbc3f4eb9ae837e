"""Name of the container in every task. It is written among the hooks, which have nothing else of this repository."""

import sys
from pathlib import Path

# The code of the hooks is a root of its own, as it is in Lambda.
sys.path.append(str(Path(__file__).parent / "service" / "hooks"))
from release_hooks.container import CONTAINER

__all__ = ["CONTAINER"]
