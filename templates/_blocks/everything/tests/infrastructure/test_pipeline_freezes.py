"""Where the pipeline looks for freezes: before anything changes, and never in what a rollback runs."""

import json
from dataclasses import replace

from environments import ENVIRONMENTS
from settings.freeze import Freeze
from tests.support.pipeline_templates import WITH_WINDOW, pipeline_template, stages

YEAR_END = Freeze(first="2026-12-20", last="2027-01-03", reason="Year end")


def test_a_freeze_is_looked_for_after_the_approval_and_before_any_change_and_never_in_what_a_rollback_runs() -> None:
    last = replace(ENVIRONMENTS[-1], approval=True, window=None, freezes=(YEAR_END,))
    changed = stages(pipeline_template((*ENVIRONMENTS[:-1], last)))
    assert list(changed)[-4:] == [f"Approve{last.title}", f"{last.title}Window", f"{last.title}Data", last.title]
    # Which execution it is, since the daily run releases nothing: it skips the stage where no window is waited for.
    (condition,) = changed[f"{last.title}Window"]["BeforeEntry"]["Conditions"]
    assert condition["Result"] == "SKIP"
    (action,) = changed[f"{last.title}Window"]["Actions"]
    given = json.loads(action["Configuration"]["EnvironmentVariables"])
    assert {each["name"]: each["value"] for each in given} == {"RELEASE": "#{variables.RELEASE}"}
    # CodePipeline rolls a stage back, and runs its actions alone: none of them asks whether a release may begin.
    rolled_back = [stage for stage in changed.values() if stage.get("OnFailure", {}).get("Result") == "ROLLBACK"]
    assert changed[last.title] in rolled_back
    assert action["Name"] not in {each["Name"] for stage in rolled_back for each in stage["Actions"]}


def test_an_environment_with_a_window_looks_for_freezes_where_it_waits_for_the_window() -> None:
    frozen = replace(WITH_WINDOW[-1], freezes=(YEAR_END,))
    before, after = (stages(pipeline_template((*WITH_WINDOW[:-1], each))) for each in (WITH_WINDOW[-1], frozen))
    name = f"{frozen.title}Window"
    assert list(after) == list(before)
    assert after[name]["BeforeEntry"] == before[name]["BeforeEntry"]
    assert "#{variables.RELEASE}" in after[name]["Actions"][0]["Configuration"]["EnvironmentVariables"]


def test_another_freeze_does_not_change_the_pipeline() -> None:
    ones = ((YEAR_END,), (YEAR_END, replace(YEAR_END, first="2026-11-27", reason="Sales")))
    one, two = (pipeline_template((*WITH_WINDOW[:-1], replace(WITH_WINDOW[-1], freezes=each))) for each in ones)
    assert one == two
