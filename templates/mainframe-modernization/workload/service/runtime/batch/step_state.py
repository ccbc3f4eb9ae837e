"""The state of a step: its task."""

from batch import report
from batch.model import Job, Step
from batch.states import NEXT_STEP, State, catch_all, expression, retry
from batch.tasks import Tasks, lock_seconds

# Failures that another task may not meet. Not States.Timeout: a step that took too long will again.
_INFRASTRUCTURE = [
    "States.HeartbeatTimeout",
    report.INFRASTRUCTURE,
    "ECS.AmazonECSException",
    "ECS.ServerException",
    "AmazonECS.Unknown",
]


def step_state(job: Job, step: Step, tasks: Tasks) -> State:
    """A task of Fargate that reports by its token."""
    ended = f"$merge([$steps, {{'{step.name}': $states.result}}])"
    cause = "$parse($states.errorOutput.Cause)"
    return {
        "Type": "Task",
        "Comment": f"{step.program} of {job.name}",
        "Resource": f"arn:{tasks.partition}:states:::ecs:runTask.waitForTaskToken",
        "Arguments": _run_task(job, step, tasks),
        "TimeoutSeconds": tasks.seconds(step),
        "HeartbeatSeconds": min(tasks.heartbeat_seconds, tasks.seconds(step) - 1),
        "Assign": {
            "next": expression("$states.result.next"),
            "highest": expression(
                # A step that was bypassed has none.
                "$states.result.returnCode = null ? $highest : $max([$highest, $states.result.returnCode])"
            ),
            "steps": expression(ended),
        },
        "Retry": [retry(_INFRASTRUCTURE, tasks.tries)],
        "Catch": [
            {
                "ErrorEquals": [report.ABEND],
                "Assign": {
                    "next": expression(f"{cause}.next"),
                    "error": report.ABEND,
                    "cause": expression(f"{cause}.step & ' abended: ' & {cause}.abend"),
                    "steps": expression(f"$merge([$steps, {{'{step.name}': {cause}}}])"),
                },
                "Next": NEXT_STEP,
            },
            catch_all(step.name),
        ],
        "Next": NEXT_STEP,
    }


def _run_task(job: Job, step: Step, tasks: Tasks) -> State:
    variables = {
        "TASK_TOKEN": expression("$states.context.Task.Token"),
        "EXECUTION": expression("$states.context.Execution.Id"),
        "FROM": expression("$from"),
        "RUN": expression("$run"),
        "SYMBOLS": expression("$string($symbols)"),
        "SCHEDULED": expression("$string($scheduled)"),
        "STARTED": expression("$states.context.Execution.StartTime"),
        "LOCK_TABLE": tasks.lock_table,
        "LOCK_SECONDS": str(lock_seconds(job, tasks)),
        "HEARTBEAT_SECONDS": str(tasks.heartbeat_seconds),
    }
    override = {
        "Name": tasks.container,
        "Command": ["python", "-m", "batch", "step", job.name, step.name],
        "Environment": [{"Name": name, "Value": value} for name, value in variables.items()],
    }
    network = {
        "Subnets": list(tasks.subnets),
        "SecurityGroups": list(tasks.security_groups),
        "AssignPublicIp": "DISABLED",
    }
    return {
        "Cluster": tasks.cluster,
        "TaskDefinition": tasks.task_definition,
        "LaunchType": "FARGATE",
        "PropagateTags": "TASK_DEFINITION",
        "NetworkConfiguration": {"AwsvpcConfiguration": network},
        "Overrides": {"ContainerOverrides": [override]},
    }
