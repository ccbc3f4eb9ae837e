"""Logs and metrics of the function.

Names and levels come from the environment: POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_NAMESPACE, LOG_LEVEL.
"""

import warnings

from aws_lambda_powertools import Logger, Metrics

# Most requests only read and so have no metric to publish: nothing to warn about on every GET.
warnings.filterwarnings("ignore", message="No application metrics to publish", category=UserWarning)

logger = Logger()
metrics = Metrics()
# A logger of its own, so that no LOG_LEVEL silences it: what it writes is evidence.
audit_logger = Logger(service="policy-audit", level="INFO")

POLICIES_CHANGED = "PoliciesChanged"
POLICY_CHANGES_REFUSED = "PolicyChangesRefused"
