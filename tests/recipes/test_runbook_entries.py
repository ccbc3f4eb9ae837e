"""What an entry of the runbook tells to do can be done, in its order, while its alarm is in ALARM."""

import re

import botocore.session
import pytest
from botocore import xform_name
from exports import ROOT

from golden_paths.recipes.recipe import read

# Of the AWS CLI itself.
ITS_OWN = {"query", "output", "cli-binary-format"}
FOLDER = ROOT / "recipes"
RECIPES = read({path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.glob("*/*.yml")})
WAYS = [
    (f"{name}-{way.answers['architecture']}", way)
    for name, recipe in RECIPES.items()
    if not recipe.replaces
    for way in recipe.ways
]
ENTRIES = {
    name: {
        change.text for each, way in WAYS if each == name for change in way.changes if change.file == "docs/runbook.md"
    }
    for name, _ in WAYS
}
each_recipe = pytest.mark.parametrize("recipe", ENTRIES)


def entry(recipe: str) -> str:
    """The one that every way of the recipe adds, of one architecture."""
    (text,) = ENTRIES[recipe]
    return text


@each_recipe
def test_its_commands_are_those_of_the_aws_cli(recipe: str) -> None:
    commands = re.findall(r"\baws ([a-z0-9-]+) ([a-z-]+)((?:\\\n|[^\n)])*)", entry(recipe))
    assert len(commands) >= 3
    for service, operation, rest in commands:
        model = botocore.session.get_session().get_service_model(service)
        operations = {xform_name(each, "-"): each for each in model.operation_names}
        shape = model.operation_model(operations[operation]).input_shape
        known = {xform_name(each, "-") for each in shape.members}
        given = {each.removeprefix("no-") for each in re.findall(r" --([a-z-]+)", rest)}
        assert given <= known | ITS_OWN, f"aws {service} {operation}{rest}"
        assert {xform_name(each, "-") for each in shape.required_members} <= given


@pytest.mark.parametrize(
    ("recipe", "steps"),
    [
        (
            "event-consumer-serverless",
            ("receive-message", "delete-message", "describe-alarms", "Release the correction", "lambda invoke"),
        ),
        ("job-serverless", ("receive-message", "delete-message", "describe-alarms", "release it", "lambda invoke")),
        (
            "worker-serverless",
            ("purge-queue", "--no-enabled", "start-message-move-task", "describe-alarms", "Release", " --enabled"),
        ),
        ("job-containers", ("receive-message", "delete-message", "filter-log-events", "release it", "run-task")),
        (
            "worker-containers",
            (
                "purge-queue",
                "--max-capacity 0",
                "--desired-count 0",
                "start-message-move-task",
                "describe-alarms",
                "Release",
                "--desired-count 1",
                "--max-capacity 4",
            ),
        ),
    ],
)
def test_the_alarm_is_quiet_before_the_correction_is_released(recipe: str, steps: tuple[str, ...]) -> None:
    """A deployment fails while the alarm fires, so the queue cannot wait for it."""
    told = entry(recipe)
    at = [told.rindex(step) for step in steps]
    assert at == sorted(at)


@pytest.mark.parametrize("recipe", ["event-consumer-serverless", "job-serverless", "job-containers"])
def test_only_what_was_read_and_saved_is_deleted(recipe: str) -> None:
    """A read gives some of the messages, and others come meanwhile: emptying the queue would lose them."""
    told = entry(recipe)
    assert "Messages[].[ReceiptHandle,Body]" in told and "until the file says `null`" in told
    assert '--receipt-handle "$HANDLE"' in told
    assert "purge-queue" not in told
