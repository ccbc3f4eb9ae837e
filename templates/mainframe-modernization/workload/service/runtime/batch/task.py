"""One step as the task of a state machine: the container of `python -m batch step JOB STEP`."""

import signal
import sys
import threading

import boto3
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from batch import emf, report
from batch.catalogue import read_catalogue
from batch.definition import read_job
from batch.errors import DatasetError, JobError, LockLost
from batch.lock import Lock
from batch.program import Program
from batch.report import Heartbeat, Token
from batch.run import Run, open_run
from batch.running import Running, moment
from batch.s3_store import S3Store
from batch.scheduled import scheduled
from batch.settings import Settings
from batch.step import Place, following, run_step

# Three chances for each heartbeat that Step Functions waits for.
_BEATS = 3


def run_task(job_name: str, step_name: str, settings: Settings) -> int:
    """The exit code: 0 when the step ended with a return code below 16 or was bypassed, else 1.

    Whatever happens is reported by the task's token; the reason stands on stdout too.
    """
    token = Token(boto3.client("stepfunctions"), settings.task_token)
    try:
        return _Task(job_name, step_name, settings, token).run()
    except (JobError, DatasetError) as error:
        return _failed(token, report.REFUSED, error)
    except LockLost as error:
        return _failed(token, report.LOCK_LOST, error)
    # An upload that failed is neither of the first two.
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        return _failed(token, report.INFRASTRUCTURE, error)


def _failed(token: Token, name: str, error: Exception) -> int:
    print(f"{name}: {error}", flush=True)
    try:
        token.failed(name, str(error))
    except (ClientError, BotoCoreError) as unheard:
        # Step Functions finds out by the heartbeats that end.
        print(f"{name} could not be reported: {unheard}", flush=True)
    return 1


class _Task:
    def __init__(self, job: str, step: str, settings: Settings, token: Token) -> None:
        self._step = step
        self._settings = settings
        self._token = token
        self._program: Program | None = None
        self._lost = False
        self._terminated = False
        self._lock = Lock(
            boto3.client("dynamodb"),
            settings.lock_table,
            job=job,
            owner=settings.execution,
            seconds=settings.lock_seconds,
        )
        self._job = read_job(settings.jobs / f"{job}.yaml")
        self._scheduled = scheduled(settings.scheduled)
        self._about = emf.About(namespace=settings.namespace, environment=settings.environment, job=self._job.name)

    def run(self) -> int:
        # ECS stops a task so, for example when Fargate retires its host. Only a process of its own has signals.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: self._terminate())
        beats = Heartbeat(self._token.heartbeat, self._stop, seconds=self._settings.heartbeat_seconds / _BEATS)
        with beats, self._running():
            self._lock.renew()
            run = self._open()
            outcome = run_step(run, self._step, self._place())
            next_step = following(run, self._step)
        for line in emf.lines(self._about, outcome):
            print(line, flush=True)
        self._token.ended(run, outcome, next_step)
        return 1 if outcome.abend else 0

    def _open(self) -> Run:
        if self._step not in [step.name for step in self._job.steps]:
            names = ", ".join(step.name for step in self._job.steps)
            raise JobError(f"'{self._step}' is no step of {self._job.name}; its steps are {names}.")
        return open_run(
            S3Store(boto3.client("s3"), self._settings.bucket),
            self._job,
            execution=self._settings.execution_name,
            first=self._settings.first,
            run=self._settings.run,
            symbols=self._settings.symbols,
            scheduled=self._scheduled,
        )

    def _running(self) -> Running:
        # An execution that a schedule starts late has no more time than one that it started in time.
        began = self._scheduled.moment if self._scheduled else moment(self._settings.started)
        return Running(self._about, started=began, window=self._settings.window)

    def _place(self) -> Place:
        settings = self._settings
        return Place(
            catalogue=read_catalogue(settings.jobs / "datasets.yaml"),
            programs=settings.programs,
            copybooks=settings.copybooks,
            scratch=settings.scratch,
            echo=sys.stdout.buffer,
            started=self._started,
            before_publishing=self._may_write,
        )

    def _started(self, program: Program) -> None:
        self._program = program
        if self._lost:
            program.stop()

    def _terminate(self) -> None:
        self._terminated = True
        # Stopping waits for the program, and a signal handler must not.
        threading.Thread(target=self._stop).start()

    def _stop(self) -> None:
        self._lost = True
        if self._program is not None:
            self._program.stop()

    def _may_write(self) -> None:
        if self._terminated:
            raise InterruptedError(f"this task of {self._step} was stopped by SIGTERM; nothing is written.")
        # A task that is not waited for may have been started again beside this one.
        if not self._token.heartbeat():
            raise LockLost(f"Step Functions no longer waits for this task of {self._step}; nothing is written.")
        self._lock.renew()
