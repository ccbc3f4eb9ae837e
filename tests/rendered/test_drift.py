"""No repository reverts drift: what was repaired by hand in an incident stays until a release changes it on purpose.

With `DeploymentMode=REVERT_DRIFT` CloudFormation compares the template with what is there, and not with the template of
before. It would take back a repair that nobody wrote into the template yet, and may replace a resource for that.
"""

import re
from pathlib import Path

import pytest
from rendering import render, rendered_files
from variants import VARIANTS, each_variant

# The parameter of CloudFormation, as boto3 and as the AWS CLI name it, and the flag of the CDK CLI.
REVERTS = re.compile(r"revert[-_]?drift|deployment[-_]?mode\b", re.IGNORECASE)


def reverting(repository: Path, paths: list[str]) -> list[str]:
    """The lines that would revert drift, each with its file."""
    found = []
    for path in paths:
        try:
            lines = (repository / path).read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path}:{number}" for number, line in enumerate(lines, 1) if REVERTS.search(line)]
    return found


@each_variant
def test_no_rendered_file_asks_for_it(variant: str) -> None:
    repository = render(VARIANTS[variant])
    assert reverting(repository, rendered_files(repository)) == []


@pytest.mark.parametrize(
    "line", ["--revert-drift", "DeploymentMode='REVERT_DRIFT'", "--deployment-mode REVERT_DRIFT", "revertDrift: true"]
)
def test_each_way_to_ask_for_it_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "deploy.py").write_text(f"ours\n{line}\n", "utf-8")
    (tmp_path / "records.ebcdic").write_bytes(b"\xc1\xff")
    assert reverting(tmp_path, ["deploy.py", "records.ebcdic"]) == ["deploy.py:2"]
