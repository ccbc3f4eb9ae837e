"""cfn-lint finds neither an error nor a warning in the final templates."""

import json
from collections.abc import Sequence
from typing import Literal
from uuid import uuid4

import pytest

from tests.support import cfn_lint
from tests.support.cfn_lint import Linter
from tests.support.remembered_synthesis import remembered
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed, written_at
from workload.environment import Environment
from workload.names import stack_name


@pytest.mark.parametrize("part", ["data", "service"])
@every_environment
def test_cfn_lint_finds_nothing(environment: Environment, part: Literal["data", "service"], linter: Linter) -> None:
    found = told(linter.findings(deployed(environment)[part], environment.region), part)
    assert not found, "\n".join(f"{stack_name(environment, part)}: {each}" for each in found)


def told(findings: Sequence[str], part: str) -> list[str]:
    """Each finding after the line of the template that a team wrote, where there is one."""
    resources = [each.removeprefix("Resources/").partition("/")[0].partition(":")[0] for each in findings]
    return [f"{written_at(part, name)}{each}" for name, each in zip(resources, findings, strict=True)]


def test_a_finding_is_told_with_its_path_in_the_template() -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"KmsKey": "a", "DelaySeconds": [1]}}
    template = json.dumps({"Resources": {"Notes": queue}})
    # Remembered, since nothing else loads the rules of cfn-lint while the templates are those of the run before.
    found = json.loads(
        remembered().text("a queue with two faults", lambda: json.dumps(cfn_lint._findings(template, "eu-west-1")))
    )
    assert len(found) == 2
    for each, name in zip(sorted(told(found, "service")), ("DelaySeconds: E3012", "KmsKey: E3002"), strict=True):
        assert f"Resources/Notes/Properties/{name} " in each


def test_what_cfn_lint_finds_is_found_again_until_it_is_mended(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    template = {"Resources": {str(uuid4()): {}}}
    monkeypatch.setattr(cfn_lint, "_findings", lambda *_: ["E3002 misspelt"])
    assert [linter.findings(template, "eu-west-1") for _ in range(2)] == [["E3002 misspelt"]] * 2
    monkeypatch.setattr(cfn_lint, "_findings", lambda *_: [])
    assert linter.findings(template, "eu-west-1") == []
