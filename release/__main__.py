"""Refuses a release that would take something from repositories made from an earlier one: `make release-check`."""

import argparse
import sys
from pathlib import Path

from golden_paths.project import Refused
from release.history import releases
from release.rules import check
from release.tags import check_tags
from release.version import of_commit

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Compare a commit with a release; 0 when it may be released, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    last = releases()[-1]
    parser.add_argument("--since", default=last.commit, help=f"the release before, by default {last.version}")
    parser.add_argument("--commit", default="HEAD", help="what is to be released, by default HEAD")
    given = parser.parse_args()
    try:
        with of_commit(ROOT, given.since) as old, of_commit(ROOT, given.commit) as new:
            reasons = [*check(old, new), *check_tags(ROOT)]
            count = len(old.examples)
    except Refused as refused:
        sys.exit(str(refused))
    for reason in reasons:
        print(reason)
    print(f"{len(reasons) or 'no'} reasons against this release; compared over {count} examples")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
