"""The operations of this application. The table is yours: what is missing in it goes to the legacy system unseen.

Operations that share data belong together: an account whose postings go to one side and whose inquiries go to the
other sees balances that differ. All operations put an account into the same place of the same order (`assignment.py`),
so equal weights keep each account on one side with all that it does.
"""

from router.operation import Key, Operation, Source
from router.table import require_operations

ACCOUNT = Key(source=Source.PATH, name="account_id")

OPERATIONS = (
    Operation(
        name="inquiry",
        method="GET",
        path="/accounts/{account_id}",
        key=ACCOUNT,
        changes_data=False,
        compared_headers=("content-type",),
    ),
    Operation(
        name="posting",
        method="POST",
        path="/accounts/{account_id}/postings",
        key=ACCOUNT,
        changes_data=True,
        dry_run_path="/accounts/{account_id}/postings/dry-run",
        compared_headers=("content-type",),
    ),
)

require_operations(OPERATIONS)
