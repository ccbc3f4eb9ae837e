"""What both CodeDeploy hooks do: run checks against the new version and report the outcome, exactly once.

A hook that does not report lets CodeDeploy wait for an hour. So every failure of the checks (also a wrong setting, an
exception, or too little time left) is reported as Failed. Only a failure of the report itself raises.
"""

import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from orders.observability import logger
from orders.probes import Answer, Check, ProbeFailed
from orders.settings import HookSettings

if TYPE_CHECKING:
    from mypy_boto3_codedeploy import CodeDeployClient
    from mypy_boto3_lambda import LambdaClient

# One request may take this long, cold start included. It is sent once: a version that answers only at the second
# try is not healthy, and a repeated POST is a second order.
REQUEST_SECONDS = 10
CONNECT_SECONDS = 2
REPORT_SECONDS = 8
# What must be left before a request, so that its outcome can still be reported.
NEEDED_MILLISECONDS = (REQUEST_SECONDS + CONNECT_SECONDS + REPORT_SECONDS) * 1000


def lambda_client() -> "LambdaClient":
    """A client that waits for one invocation, and no longer than REQUEST_SECONDS."""
    once = Config(connect_timeout=CONNECT_SECONDS, read_timeout=REQUEST_SECONDS, retries={"total_max_attempts": 1})
    client: LambdaClient = boto3.client("lambda", config=once)
    return client


def codedeploy_client() -> "CodeDeployClient":
    """A client for the report: two tries, together within REPORT_SECONDS."""
    client: CodeDeployClient = boto3.client(
        "codedeploy", config=Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2})
    )
    return client


def run(event: dict[str, Any], context: LambdaContext, checks: Callable[[HookSettings], Sequence[Check]]) -> None:
    """Run the checks of one hook and report Succeeded or Failed to CodeDeploy.

    `event` is CodeDeploy's: DeploymentId and LifecycleEventHookExecutionId. Raises what the report raises.
    """
    deployment, execution = event["DeploymentId"], event["LifecycleEventHookExecutionId"]
    status: Literal["Succeeded", "Failed"] = "Succeeded"
    try:
        settings = HookSettings.load(os.environ)
        version = settings.target_version_arn
        client = lambda_client()
        for check in checks(settings):
            check(lambda request: send(client, version, request, context))
        logger.info("The new version passed", version_arn=version)
    except Exception:
        logger.exception("The new version failed: CodeDeploy rolls back")
        status = "Failed"
    codedeploy_client().put_lifecycle_event_hook_execution_status(
        deploymentId=deployment, lifecycleEventHookExecutionId=execution, status=status
    )


def send(client: "LambdaClient", version_arn: str, request: dict[str, Any], context: LambdaContext) -> Answer:
    """Invoke the version with one request of API Gateway and return its answer.

    Raises ProbeFailed when the function fails, answers something that is no HTTP response with a JSON object, or
    when so little time is left that the outcome could no longer be reported.
    """
    what = request["routeKey"]
    if context.get_remaining_time_in_millis() < NEEDED_MILLISECONDS:
        raise ProbeFailed(f"{what}: no time left in this hook, earlier requests were too slow")
    invoked = client.invoke(FunctionName=version_arn, Payload=json.dumps(request).encode())
    payload = invoked["Payload"].read().decode()
    if "FunctionError" in invoked:
        raise ProbeFailed(f"{what}: the function failed with {payload}")
    try:
        response = json.loads(payload)
        answer = Answer(status=response["statusCode"], body=json.loads(response["body"]))
    except (ValueError, TypeError, LookupError) as error:
        raise ProbeFailed(f"{what}: the answer is no HTTP response with a JSON body: {payload}") from error
    if not isinstance(answer.body, dict):
        raise ProbeFailed(f"{what}: the body of the answer is no JSON object: {payload}")
    return answer
