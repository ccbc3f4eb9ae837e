"""The batch jobs of one environment: a state machine for each job, and what starts, watches and tests them."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from monitoring.alarms import Alerts
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.released_image import ReleasedImage
from workload.service.batch_jobs.alarms import BatchAlarms
from workload.service.batch_jobs.definitions import read_jobs, require_jobs_of
from workload.service.batch_jobs.graphs import graphs
from workload.service.batch_jobs.machine import JobMachine
from workload.service.batch_jobs.schedules import Schedules
from workload.service.batch_jobs.tasks import BatchTasks
from workload.service.batch_jobs.tester import Tester

# An output holds 4,096 bytes at most, and an ARN takes up to 150: more jobs get further outputs, with a number behind.
JOBS_OF_AN_OUTPUT = 25


class Batch(Construct):
    """`state_machines` by job, `alarms`, which tell a person, and `graphs` by title.

    Raises ConfigurationError: a file of `jobs/` is no job, or a schedule asks for what no job has.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        alerts: Alerts,
    ) -> None:
        super().__init__(scope, id)
        jobs, schedules = read_jobs(), environment.batch.schedules
        require_jobs_of(schedules, jobs)
        tasks = BatchTasks(self, "Tasks", environment=environment, data=data, image=image)
        machines = {
            name: JobMachine(self, name, environment=environment, data=data, job=job, tasks=tasks)
            for name, job in jobs.items()
        }
        self.state_machines: Mapping[str, sfn.StateMachine] = {name: each.machine for name, each in machines.items()}
        failed = None
        if schedules:
            failed = Schedules(self, "Schedules", schedules=schedules, machines=machines).failed
        if machines:
            tasks.let_report_to(list(self.state_machines.values()))
        self.alarms = BatchAlarms(self, "Alarms", environment=environment, jobs=machines.values(), failed=failed).alarms
        alerts.watch(self.alarms)
        self.graphs = graphs(environment, list(jobs))
        if environment.suites and machines:
            Tester(self, "Tester", environment=environment, data=data, jobs=machines.values())
        self._tell(tasks, data)

    def _tell(self, tasks: BatchTasks, data: DataStack) -> None:
        stack = cdk.Stack.of(self)
        arns = [(name, machine.state_machine_arn) for name, machine in self.state_machines.items()]
        for number, first in enumerate(range(0, max(1, len(arns)), JOBS_OF_AN_OUTPUT), start=1):
            part = dict(arns[first : first + JOBS_OF_AN_OUTPUT])
            name = f"JobStateMachines{number if number > 1 else ''}"
            cdk.CfnOutput(stack, name, value=stack.to_json_string(part))
        for name, value in {
            "DatasetBucket": data.datasets.bucket.bucket_name,
            "LockTable": data.locks.table_name,
            "BatchCluster": tasks.cluster.cluster_arn,
            "BatchLogGroup": tasks.log.log_group_name,
        }.items():
            cdk.CfnOutput(stack, name, value=value)
