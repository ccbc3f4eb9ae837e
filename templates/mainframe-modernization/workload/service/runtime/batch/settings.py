"""The environment variables of a step's task, as typed values that are checked before anything starts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from batch.emf import NAMESPACE
from batch.window import Window, window

_WINDOW = '{"start": "22:00", "minutes": 360, "time_zone": "UTC", "days": "MON-FRI"}'
_ARN = re.compile(r"arn:aws[a-z-]*:states:[a-z0-9-]+:[0-9]{12}:execution:[^:]+:(?P<name>[A-Za-z0-9_.-]{1,80})")


class SettingsError(Exception):
    """Environment variables are missing or wrong; the message names each one and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """execution: ARN of the execution, which began at `started`. first, run, symbols, scheduled: what its input asked
    for (`from`, `run`, `symbols`, `scheduled`). namespace: of metrics. window: of the batch cycle."""

    bucket: str
    lock_table: str
    lock_seconds: int
    heartbeat_seconds: int
    task_token: str
    execution: str
    first: str
    run: str
    symbols: Mapping[str, str]
    scheduled: str
    started: str
    environment: str
    namespace: str
    window: Window | None
    jobs: Path
    programs: Path
    copybooks: Path
    scratch: Path

    @property
    def execution_name(self) -> str:
        """The last part of the ARN."""
        return self.execution.rsplit(":", 1)[1]

    @classmethod
    def load(cls, variables: Mapping[str, str]) -> "Settings":
        """Usually of `os.environ`. Raises SettingsError, which names every variable that has to be corrected."""
        problems: list[str] = []

        def text(name: str, pattern: str, example: str, default: str | None = None) -> str:
            value = variables.get(name, default)
            if value is None or not re.fullmatch(pattern, value):
                said = "is missing" if value is None else f"'{value}' does not match {pattern}"
                problems.append(f"{name} {said}, for example {example}")
            return value or ""

        def number(name: str, default: int) -> int:
            value = text(name, "[1-9][0-9]{0,7}", str(default), str(default))
            return int(value) if value.isdigit() else default

        def symbols() -> dict[str, str]:
            value = variables.get("SYMBOLS", "{}")
            try:
                found = json.loads(value)
            except ValueError:
                found = None
            if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
                problems.append(f"SYMBOLS '{value}' is no JSON object of texts, for example " + '{"CYCLE": "M"}')
                return {}
            return {str(name): each for name, each in found.items()}

        def batch_window() -> Window | None:
            value = variables.get("BATCH_WINDOW", "")
            try:
                return window(value)
            except ValueError as error:
                problems.append(f"BATCH_WINDOW '{value}' is no window ({error}), for example {_WINDOW}")
                return None

        settings = cls(
            bucket=text("DATASET_BUCKET", "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "bank-datasets-dev"),
            lock_table=text("LOCK_TABLE", "[A-Za-z0-9_.-]{3,255}", "batch-locks"),
            lock_seconds=number("LOCK_SECONDS", 86_400),
            heartbeat_seconds=number("HEARTBEAT_SECONDS", 600),
            task_token=text("TASK_TOKEN", r"\S+", "the token of Step Functions"),
            execution=text(
                "EXECUTION", _ARN.pattern, "arn:aws:states:eu-central-1:111111111111:execution:DAILY:2026-01-31"
            ),
            first=text("FROM", "[A-Z0-9@#$.]*", "POST", ""),
            run=text("RUN", "[A-Za-z0-9_.-]{0,80}", "2026-01-31", ""),
            symbols=symbols(),
            scheduled=variables.get("SCHEDULED", ""),
            started=variables.get("STARTED", ""),
            namespace=text("METRICS_NAMESPACE", r"[^:\s][^:]{0,254}", "bank-dev", NAMESPACE),
            window=batch_window(),
            environment=text("ENVIRONMENT_NAME", "[A-Za-z0-9-]{1,40}", "dev"),
            jobs=Path(text("JOBS_FOLDER", ".+", "jobs", "jobs")),
            programs=Path(text("PROGRAMS_FOLDER", ".+", "build/cobol", "build/cobol")),
            copybooks=Path(text("COPYBOOKS_FOLDER", ".+", "cpy", "cpy")),
            scratch=Path(text("SCRATCH_FOLDER", ".+", "/tmp", "/tmp")),  # noqa: S108
        )
        if problems:
            raise SettingsError(f"Environment variables of the step have to be corrected: {'; '.join(problems)}.")
        return settings
