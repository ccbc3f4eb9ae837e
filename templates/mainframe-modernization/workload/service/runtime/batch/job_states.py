"""The states around the steps of a job: its input, its lock, where it begins and how it ends."""

from batch.lock import CONDITION_FAILED
from batch.model import Job
from batch.states import EMPTY, NEXT_STEP, State, catch_all, expression, retry, when
from batch.tasks import Tasks, lock_seconds

_THROTTLED = [
    "DynamoDB.ProvisionedThroughputExceededException",
    "DynamoDB.ThrottlingException",
    "DynamoDB.AmazonDynamoDBException",
]
_KEYS = ("from", "run", "symbols", "scheduled")


def first_states(job: Job, names: list[str], tasks: Tasks) -> State:
    """Up to the choice of the step to run."""
    known = "[" + ", ".join(f"'{name}'" for name in names) + "]"
    keys = ", ".join(f"'{key}'" for key in _KEYS)
    return {
        "Check input": {
            "Type": "Choice",
            "Choices": [
                when(
                    f"$count($filter($keys($states.input), function($key) {{ $not($key in [{keys}]) }})) > 0",
                    "Unknown input",
                ),
                when(f"$exists($states.input.from) and $not($states.input.from in {known})", "No such step"),
            ],
            "Default": "Lock",
        },
        "Unknown input": {
            "Type": "Fail",
            "Error": "Batch.UnknownInput",
            "Cause": expression(
                f"'the input has ' & $join($keys($states.input), ', ') & '; it may have {', '.join(_KEYS)}, "
                f"for example from: {names[0]}.'"
            ),
        },
        "No such step": {
            "Type": "Fail",
            "Error": "Batch.NoSuchStep",
            "Cause": expression(
                f"$string($states.input.from) & ' is no step of {job.name}; its steps are {', '.join(names)}.'"
            ),
        },
        "Lock": _lock(job, names, tasks),
        "Already running": {
            "Type": "Fail",
            "Error": "Batch.AlreadyRunning",
            "Cause": f"Another execution of {job.name} has its lock; wait for its end, or see the runbook: unlock.",
        },
        # One choice for all steps: one for each would grow with the square of their number.
        NEXT_STEP: {
            "Type": "Choice",
            "Choices": [when(f"$next = '{name}'", name) for name in names],
            "Default": "Release",
        },
    }


def _lock(job: Job, names: list[str], tasks: Tasks) -> State:
    now = "$floor($toMillis($states.context.State.EnteredTime) / 1000)"
    owner = {"S": expression("$states.context.Execution.Id")}
    return {
        "Type": "Task",
        "Resource": f"arn:{tasks.partition}:states:::dynamodb:putItem",
        "Arguments": {
            "TableName": tasks.lock_table,
            "Item": {
                "job": {"S": job.name},
                "owner": owner,
                "expires": {"N": expression(f"$string({now} + {lock_seconds(job, tasks)})")},
            },
            # Its own lock too: a redrive, and a try again whose first answer was lost.
            "ConditionExpression": "attribute_not_exists(#owner) OR #owner = :owner OR #expires < :now",
            "ExpressionAttributeNames": {"#owner": "owner", "#expires": "expires"},
            "ExpressionAttributeValues": {":owner": owner, ":now": {"N": expression(f"$string({now})")}},
        },
        "Assign": {
            "from": expression("$exists($states.input.from) ? $states.input.from : ''"),
            "run": expression("$exists($states.input.run) ? $states.input.run : ''"),
            "symbols": expression("$exists($states.input.symbols) ? $states.input.symbols : {}"),
            "scheduled": expression("$exists($states.input.scheduled) ? $states.input.scheduled : {}"),
            "next": expression(f"$exists($states.input.from) ? $states.input.from : '{job.restart or names[0]}'"),
            "error": EMPTY,
            "cause": EMPTY,
            "highest": 0,
            "steps": {},
        },
        "Retry": [retry(_THROTTLED, 3)],
        "Catch": [
            {"ErrorEquals": [f"DynamoDB.{CONDITION_FAILED}"], "Next": "Already running"},
            catch_all(),
        ],
        "Next": NEXT_STEP,
    }


def last_states(job: Job, tasks: Tasks) -> State:
    """From the end of the last step on, and of one that failed."""
    return {
        "Release": {
            "Type": "Task",
            "Resource": f"arn:{tasks.partition}:states:::dynamodb:deleteItem",
            "Arguments": {
                "TableName": tasks.lock_table,
                "Key": {"job": {"S": job.name}},
                "ConditionExpression": "#owner = :owner",
                "ExpressionAttributeNames": {"#owner": "owner"},
                "ExpressionAttributeValues": {":owner": {"S": expression("$states.context.Execution.Id")}},
            },
            "Retry": [retry(_THROTTLED, 5)],
            # Another's lock is left alone; one that stays expires. The job's end is the same.
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Judge"}],
            "Next": "Judge",
        },
        "Judge": {"Type": "Choice", "Choices": [when("$error != ''", "Job failed")], "Default": "Job ended"},
        "Job failed": {"Type": "Fail", "Error": expression("$error"), "Cause": expression("$cause")},
        "Job ended": {
            "Type": "Succeed",
            "Output": {"job": job.name, "returnCode": expression("$highest"), "steps": expression("$steps")},
        },
    }
