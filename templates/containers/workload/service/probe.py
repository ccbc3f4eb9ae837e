"""The probe that the store of this service keeps, as `probes.py` of the hooks says it."""

import sys
from pathlib import Path

from constructs import Construct

from workload.kept_probe import NONE
from workload.outputs import keep_probe

# The code of the hooks is a root of its own, as it is in Lambda.
sys.path.append(str(Path(__file__).parent / "hooks"))
from release_hooks import checks


def kept_probe(scope: Construct) -> str:
    """The path where the hooks have to find it; NONE where `probes.py` places nothing, or no release has yet."""
    request = checks.kept()
    if request is None:
        return NONE
    path, body = request
    return keep_probe(scope, path=path, body=body)
