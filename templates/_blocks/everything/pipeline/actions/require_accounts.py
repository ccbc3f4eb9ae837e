"""Refuses a deployment while an account is missing: `python -m pipeline.actions.require_accounts`.

Synthesis and tests go without accounts, a deployment to the wrong one cannot be taken back. So this is asked before
anything is bootstrapped or deployed, and about all environments: a release must not stop halfway.
"""

import sys

from environments import ENVIRONMENTS, PIPELINE, SANDBOX
from settings.failure import ActionFailed, exit_code
from settings.pipeline import Accounts


def require_accounts(name: str = "pipeline") -> None:
    """Return when `name`, an environment or the pipeline itself, may be bootstrapped or deployed.

    A sandbox always may: it lives in the account of its developer.
    Raises ActionFailed: an environment has no account, and `PIPELINE` wants one for each.
    """
    if name == SANDBOX.name or name.startswith(f"{SANDBOX.name}-") or PIPELINE.accounts is Accounts.ONE:
        return
    for environment in ENVIRONMENTS:
        if not environment.account:
            raise ActionFailed(
                f'{environment.account_line}account="": {environment.name} has no account yet; write its 12 digits, '
                'for example account="012345678901", or accounts=Accounts("one") to share the account of the pipeline.'
            )


def main() -> int:
    """The command line; returns the exit code."""
    return exit_code(require_accounts)


if __name__ == "__main__":
    sys.exit(main())
