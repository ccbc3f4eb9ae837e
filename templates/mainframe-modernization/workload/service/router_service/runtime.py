"""What the infrastructure takes from the code of the router: names that both have to agree on."""

import sys
from pathlib import Path

# It is a root of its own, as it is in its container.
sys.path.append(str(Path(__file__).parents[1] / "runtime"))
from router.assignment import Side
from router.metrics import OTHER, Count, RoutesCount
from router.operations import OPERATIONS
from router.parameter import parameter_name

__all__ = ["OPERATIONS", "OTHER", "Count", "RoutesCount", "Side", "parameter_name"]
