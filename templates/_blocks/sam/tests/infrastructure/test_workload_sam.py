"""What only the SAM variant can get wrong in its template: parameters without a value, versions, the build."""

import subprocess
from pathlib import Path

import pytest

from environments import SANDBOX
from settings.configuration import ConfigurationError
from tests.support.cloudformation import resources, text
from tests.support.synthesis import CODE
from workload.parameters import SERVICE_TEMPLATE, load_template, parameters

MAKEFILE = CODE / "Makefile"
IN_TEMPLATE, IN_MAKEFILE = "workload/service/template.yaml", "workload/service/runtime/Makefile"


def test_a_parameter_that_gets_no_value_is_named_with_the_files_to_edit() -> None:
    with pytest.raises(ConfigurationError, match=r"the parameter KeyArn .*workload/data/template.yaml"):
        parameters(SANDBOX, data_outputs={}, package=CODE)


def test_no_two_functions_share_the_parameter_that_tells_when_to_publish() -> None:
    told = [
        text(each["Properties"]["AutoPublishCodeSha256"])
        for each in load_template(SERVICE_TEMPLATE)["Resources"].values()
        if "AutoPublishCodeSha256" in each.get("Properties", {})
    ]
    assert told, "no function publishes a version when its configuration changes"
    assert len(told) == len(set(told)), (
        "give each function a parameter of its own, or Lambda refuses the second version"
    )


def test_sam_can_build_every_function() -> None:
    template = load_template(SERVICE_TEMPLATE)
    wrong = []
    for name, function in resources(template, "AWS::Serverless::Function").items():
        source = function["Properties"].get("CodeUri", template["Globals"]["Function"]["CodeUri"])
        if source != template["Globals"]["Function"]["CodeUri"] or "InlineCode" in function["Properties"]:
            continue  # Code of its own, which SAM builds in another way.
        if function.get("Metadata", {}).get("BuildMethod") != "makefile":
            wrong.append(f"{name} in {IN_TEMPLATE} has no `Metadata: {{BuildMethod: makefile}}`")
        elif not has_target(MAKEFILE, f"build-{name}"):
            wrong.append(f"{name} in {IN_TEMPLATE} cannot be built: add it to FUNCTIONS in {IN_MAKEFILE}")
    assert not wrong, "\n".join(wrong)


def has_target(makefile: Path, target: str) -> bool:
    """Whether make knows how to make the target; nothing is made."""
    asked = ["make", "--dry-run", "--file", makefile.name, target]
    return subprocess.run(asked, cwd=makefile.parent, capture_output=True, check=False).returncode == 0
