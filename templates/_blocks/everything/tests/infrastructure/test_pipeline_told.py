"""What a check of the workload found is read by whoever approves a release."""

import re
from pathlib import Path

from environments import ENVIRONMENTS
from settings.packaging import Check
from tests.support.cloudformation import Template, references
from tests.support.pipeline_templates import pipeline_template, stages, with_checks_of_the_workload


def test_what_a_check_tells_is_read_by_whoever_approves() -> None:
    # Given a check whose buildspec exports a variable, and one that tells nothing
    tells = Check(name="Packets", buildspec="buildspecs/packets", tells="SUMMARY")
    template = with_checks_of_the_workload(Check(name="Licences", buildspec="buildspecs/licences"), tells)
    # Then its action gives the variable a namespace, and the text of each approval ends with its value
    build = {action["Name"]: action for action in stages(template)["Build"]["Actions"]}
    assert build["Packets"]["Namespace"] == "Packets"
    assert [name for name, action in build.items() if "Namespace" in action] == ["Packets"]
    texts = approval_texts(template)
    assert all(text.endswith(" It passed every stage before this one. Packets: #{Packets.SUMMARY}") for text in texts)
    # And each environment that somebody approves has one
    assert len(texts) == len([each for each in ENVIRONMENTS if each.approval])


def test_checks_that_tell_nothing_leave_the_approval_and_the_actions_as_they_were() -> None:
    template = with_checks_of_the_workload(Check(name="Licences", buildspec="buildspecs/licences"))
    assert not any("Namespace" in action for action in stages(template)["Build"]["Actions"])
    assert all(text.endswith(".SUMMARY} It passed every stage before this one.") for text in approval_texts(template))


def test_what_an_approval_reads_is_exported_by_the_buildspec_of_its_check() -> None:
    projects = {name: each["Properties"] for name, each in pipeline_template()["Resources"].items()}
    for action in stages(pipeline_template())["Build"]["Actions"]:
        if "Namespace" in action:
            (project,) = references(action["Configuration"]["ProjectName"])
            written = Path(projects[project]["Source"]["BuildSpec"]).read_text("utf-8")
            exported = re.findall(r"exported-variables: \[(.*)\]", written)
            # Each approval reads all that is exported, where there is one.
            for asked in approval_texts(pipeline_template()):
                told = re.findall(rf"#{{{action['Namespace']}\.(\w+)}}", asked)
                assert told and exported == [", ".join(told)]


def approval_texts(template: Template) -> list[str]:
    """What each approval asks."""
    actions = [action for stage in stages(template).values() for action in stage["Actions"]]
    return [each["Configuration"]["CustomData"] for each in actions if each["ActionTypeId"]["Category"] == "Approval"]
