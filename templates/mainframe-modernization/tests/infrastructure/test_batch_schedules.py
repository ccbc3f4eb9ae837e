"""Jobs start by themselves only where the environment says so, for a moment that they are told."""

import json
from dataclasses import replace

import pytest

from batch.scheduled import scheduled
from settings.configuration import ConfigurationError
from tests.support.batch_templates import BUSY, FIRST, JOBS, PLAIN, SCHEDULE, allowed, machines, schedules, service
from tests.support.cloudformation import as_list, references, resources
from workload.service.batch_jobs.definitions import require_jobs_of

[FOUND] = [each["Properties"] for each in schedules(service(BUSY)).values()]


def test_where_no_schedule_is_told_nothing_starts_a_job() -> None:
    template = service(PLAIN)
    assert schedules(template) == {}
    assert resources(template, "AWS::Scheduler::ScheduleGroup") == {}
    targets = [each["Properties"].get("Targets") for each in resources(template, "AWS::Events::Rule").values()]
    assert not references(targets) & {each["id"] for each in machines(template).values()}


def test_a_schedule_starts_its_job_when_it_says_in_its_time_zone() -> None:
    assert FOUND["ScheduleExpression"] == f"cron({SCHEDULE.cron})"
    assert FOUND["ScheduleExpressionTimezone"] == SCHEDULE.time_zone
    assert FOUND["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert FOUND.get("State", "ENABLED") == "ENABLED"
    assert references(FOUND["Target"]["Arn"]) == {machines(service(BUSY))[SCHEDULE.job]["id"]}


def test_the_job_is_told_its_moment_and_makes_its_symbols_of_it() -> None:
    given = json.loads(FOUND["Target"]["Input"])
    assert set(given) == {"scheduled"}
    # As EventBridge Scheduler fills it in.
    assert given["scheduled"]["time"] == "<aws.scheduler.scheduled-time>"
    told = json.dumps(given["scheduled"]).replace("<aws.scheduler.scheduled-time>", "2026-06-30T23:30:00Z")
    found = scheduled(told)
    # Summer in Dublin: half past midnight of the next day.
    assert found is not None and found.symbols == dict.fromkeys(FIRST.symbols, "2026-07-01")


def test_what_could_not_be_started_is_kept_for_a_person() -> None:
    template, policy = service(BUSY), FOUND["Target"]["RetryPolicy"]
    # Later a job would run outside of its time.
    assert policy["MaximumEventAgeInSeconds"] == 3600
    [queue] = references(FOUND["Target"]["DeadLetterConfig"]["Arn"])
    assert template["Resources"][queue]["Properties"]["MessageRetentionPeriod"] == 14 * 86400


def test_its_role_is_only_for_these_schedules_and_starts_only_their_jobs() -> None:
    template = service(BUSY)
    [role] = references(FOUND["Target"]["RoleArn"])
    [trust] = template["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    [group] = resources(template, "AWS::Scheduler::ScheduleGroup")
    assert references(trust["Condition"]["StringEquals"]["aws:SourceArn"]) == {group}
    rights = allowed(template, role)
    assert set(rights) == {"states:StartExecution", "sqs:SendMessage"}
    [start] = rights["states:StartExecution"]
    assert references(as_list(start["Resource"])) == {machines(template)[SCHEDULE.job]["id"]}


def test_a_first_deployment_that_was_taken_back_leaves_nothing_with_the_name_of_the_next() -> None:
    template = service(BUSY)
    for kind in ("AWS::Scheduler::ScheduleGroup", "AWS::Logs::LogGroup", "AWS::Lambda::Function"):
        kept = [name for name, each in resources(template, kind).items() if each.get("DeletionPolicy") == "Retain"]
        assert resources(template, kind) and kept == []


def test_a_schedule_of_a_job_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match=rf'job="NOJOB": jobs/ has no such file; there are .*{FIRST.name}'):
        require_jobs_of([replace(SCHEDULE, job="NOJOB")], JOBS)


def test_a_symbol_that_its_job_does_not_have_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(ConfigurationError, match=f"symbols of {FIRST.name}: NOSUCH is no symbol of jobs/"):
        require_jobs_of([replace(SCHEDULE, symbols={"NOSUCH": "%Y"})], JOBS)
