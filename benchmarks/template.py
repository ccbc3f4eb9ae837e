"""The template as it is in the working tree; how it is found is known to the tests."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests" / "support"))

from control_tower import findings as controls  # noqa: E402
from mainframe_repository import copied as mainframe  # noqa: E402
from releases import Releases  # noqa: E402
from rendering import copy  # noqa: E402
from stages import Ran, artifact, run_stage, unpacked  # noqa: E402
from synthesise import inside  # noqa: E402

__all__ = ["ROOT", "Ran", "Releases", "artifact", "controls", "copy", "inside", "mainframe", "run_stage", "unpacked"]
