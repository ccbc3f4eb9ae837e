#!/usr/bin/python3.11
"""Every hook of CodeDeploy: LIFECYCLE_EVENT says which one. It needs no package, but Python and the AWS CLI."""

import os
import sys
from pathlib import Path

from instance_hooks.events import run

if __name__ == "__main__":
    sys.exit(run(os.environ.get("LIFECYCLE_EVENT", ""), bundle=Path(__file__).resolve().parent))
