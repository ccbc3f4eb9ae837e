"""The state machine of a job, in Amazon States Language, as data that the infrastructure code deploys.

It has no rules of its own: each step's task decides by `batch.conditions` whether it runs and what runs next, and the
machine routes by that name. It adds what a task cannot do for itself: one execution at a time, time-outs, another try
after a failure of the infrastructure, and the end of the job.

Input of an execution, all of it optional: {"from": "POST"} restarts the job's last run at a step, {"from": "POST",
"run": "2026-01-31"} an earlier one; {"symbols": {"CYCLE": "M"}} sets symbols of a new run. What a schedule starts has
`scheduled` instead: batch.scheduled.

Limits. A step that is bypassed takes no task of its own, unless it is the first. A redrive of Step Functions goes on
only where an execution was stopped: after a failure it would repeat the state `Job failed`; restart with "from" then.
An execution that is stopped cannot release its lock: `python -m batch unlock JOB EXECUTION`, or wait until it expires.
"""

from batch.job_states import first_states, last_states
from batch.model import Job
from batch.states import State
from batch.step_state import step_state
from batch.tasks import Tasks, lock_seconds

__all__ = ["Tasks", "lock_seconds", "state_machine"]


def state_machine(job: Job, tasks: Tasks) -> State:
    """The definition, for `json.dumps`; at most 255 steps, as in JCL, keep it below the limit of 1 MB."""
    names = [step.name for step in job.steps]
    states = first_states(job, names, tasks)
    for step in job.steps:
        states[step.name] = step_state(job, step, tasks)
    return {
        "Comment": f"Job {job.name}: generated from jobs/{job.name}.yaml; change that file.",
        "QueryLanguage": "JSONata",
        "StartAt": "Check input",
        "States": states | last_states(job, tasks),
    }
