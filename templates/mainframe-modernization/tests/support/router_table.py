"""The table of operations in the tests of the router, whatever router/operations.py of this repository has."""

from types import ModuleType

from router.operation import Key, Operation, Source

_OF_THE_PATH = Key(source=Source.PATH, name="account_id")
_ACCOUNT = "/accounts/{account_id}"
_POSTINGS = f"{_ACCOUNT}/postings"
_TYPE = ("content-type",)

INQUIRY = Operation(
    name="inquiry", key=_OF_THE_PATH, method="GET", path=_ACCOUNT, compared_headers=_TYPE, changes_data=False
)
POSTING = Operation(
    name="posting",
    key=_OF_THE_PATH,
    method="POST",
    path=_POSTINGS,
    compared_headers=_TYPE,
    changes_data=True,
    dry_run_path=f"{_POSTINGS}/dry-run",
)
OPERATIONS = (INQUIRY, POSTING)
# What `python -m router` runs, with this table: for a process of its own.
PROGRAM = (
    "import runpy, router.operations; from tests.support.router_table import OPERATIONS; "
    "router.operations.OPERATIONS = OPERATIONS; runpy.run_module('router', run_name='__main__')"
)


def users() -> tuple[ModuleType, ...]:
    """The modules that have taken the table of the repository."""
    from router import command, server, settings, weights_table

    return command, server, settings, weights_table
