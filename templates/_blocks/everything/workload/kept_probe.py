"""The probe that a store keeps from release to release, so that a store that became empty is noticed.

It is something of the service that is read back at a path of its API, for example an order. That path is written down
outside of the store, in the staging bucket of the environment, to which deployments write anyway. So nobody gets a new
right for it. A template with the parameter PARAMETER hands the path to the hooks and to the output of the same name.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from monitoring import stacks
from project import QUALIFIER
from security import session
from settings.failure import ActionFailed
from workload.environment import Environment
from workload.names import deployment_name, stack_name

PARAMETER = "KeptProbe"
# Output: what is posted to the API once, JSON of `path` and `body`. A service without it keeps no probe.
REQUEST = "KeptProbeRequest"
NONE = "none"
PATH = r"/[A-Za-z0-9/._~-]{1,200}"


def given(environment: Environment, template: Mapping[str, Any], cloudformation: Any) -> dict[str, str]:
    """The parameter of a service template: where the probe is, or NONE. Nothing for a template without it.

    NONE: no release has placed one since the stack was made, or `replace_data` says that the data may go. Then what was
    written down is deleted, because a rollback of this release meets the new store too. Raises ActionFailed: what is
    written down cannot be read.
    """
    if PARAMETER not in template.get("Parameters", {}):
        return {}
    stack = _stack_id(cloudformation, environment)
    if environment.replace_data:
        _forget(environment)
        return {PARAMETER: NONE}
    return {PARAMETER: _recorded(environment, stack) if stack else NONE}


def present(environment: Environment, template: Mapping[str, Any], cloudformation: Any) -> dict[str, str]:
    """The parameter as the deployed stack has it, for a review, which may not read what is written down."""
    stack = stacks.describe(cloudformation, stack_name(environment, "service")) or {}
    values = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", ())}
    return {PARAMETER: values.get(PARAMETER, NONE)} if PARAMETER in template.get("Parameters", {}) else {}


def record(environment: Environment, cloudformation: Any, path: str) -> None:
    """Write down where the probe is, for the next release. path: matches PATH."""
    written = json.dumps({"stack": _stack_id(cloudformation, environment), "path": path})
    s3 = session.publish_session(environment).client("s3")
    s3.put_object(Bucket=_bucket(environment), Key=_key(environment), Body=written.encode())


def _forget(environment: Environment) -> None:
    s3 = session.publish_session(environment).client("s3")
    s3.delete_object(Bucket=_bucket(environment), Key=_key(environment))


def _recorded(environment: Environment, stack: str) -> str:
    s3 = session.publish_session(environment).client("s3")
    try:
        text = s3.get_object(Bucket=_bucket(environment), Key=_key(environment))["Body"].read()
    except s3.exceptions.NoSuchKey:
        return NONE
    try:
        found = json.loads(text)
        path = str(found["path"])
        if not re.fullmatch(PATH, path):
            raise ValueError(path)
    except (ValueError, KeyError, TypeError) as error:
        raise ActionFailed(
            f"s3://{_bucket(environment)}/{_key(environment)} is not what a deployment writes there; delete it, and "
            "the next deployment places the probe again."
        ) from error
    # An environment that was deleted and made again has another stack, and an empty store is right.
    return path if found.get("stack") == stack else NONE


def _stack_id(cloudformation: Any, environment: Environment) -> str:
    return str((stacks.describe(cloudformation, stack_name(environment, "service")) or {}).get("StackId", ""))


def _bucket(environment: Environment) -> str:
    return f"cdk-{QUALIFIER}-assets-{session.account(environment)}-{environment.region}"


def _key(environment: Environment) -> str:
    return f"kept-probe/{deployment_name(environment)}.json"
