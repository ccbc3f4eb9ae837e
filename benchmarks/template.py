"""The template as it is in the working tree; how it is found is known to the tests."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests" / "support"))

from control_tower import findings as controls  # noqa: E402
from mainframe_repository import copied as mainframe  # noqa: E402
from npm_packages import installed_from  # noqa: E402
from portal_releases import few_files  # noqa: E402
from releases import Releases  # noqa: E402
from rendering import copy  # noqa: E402
from scaffolder_backend import FORMS, Backend, backend, config_with  # noqa: E402
from stages import Ran, artifact, run_stage, unpacked  # noqa: E402
from synthesise import inside  # noqa: E402

__all__ = ["FORMS", "ROOT", "Backend", "Ran", "Releases", "artifact", "backend", "config_with", "controls", "copy"]
__all__ += ["few_files", "inside", "installed_from", "mainframe", "run_stage", "unpacked"]
