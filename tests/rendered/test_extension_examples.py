"""The examples in `extensions/`: off as they are rendered, clean when a team switches them on."""

import json
import shutil
from pathlib import Path

import pytest
from exports import SUPPORT, scratch
from infrastructure_tests import PROMISES
from rendering import render
from team_changes import EXTENSIONS, OFF, ON
from template_edits import replace
from tools import run

pytestmark = pytest.mark.slow
# That all promises hold with them: `examples/test_examples_promises.py`.
CHECKED = "tests/infrastructure"


@pytest.fixture(scope="module")
def switched_on() -> Path:
    """A repository in which a team has switched on both examples."""
    repository = shutil.copytree(render(), scratch() / "extensions")
    for file in EXTENSIONS:
        replace(file, OFF, ON)(repository)
    return repository


def test_they_are_deployed_only_when_they_are_switched_on(switched_on: Path) -> None:
    def synthesised(repository: Path) -> str:
        outdir = scratch() / "assemblies" / repository.parent.name / repository.name
        program = (
            "import app, sys; app.build(outdir=sys.argv[1], context={'package': 'workload/service/runtime'}).synth()"
        )
        done = run(repository, "-c", program, str(outdir))
        assert done.returncode == 0, done.stdout[-6000:]
        return "".join(path.read_text("utf-8") for path in sorted(outdir.rglob("*.template.json")))

    on, off = synthesised(switched_on), synthesised(render())
    for added in ('"LicenceReview"', "FailedEvents"):
        assert added in on
        assert added not in off


def test_an_own_stage_in_place_of_the_example_is_checked_as_well(switched_on: Path) -> None:
    stages = switched_on / "extensions" / "stages.py"
    kept = stages.read_text("utf-8")
    stages.write_text("def stages_after(stage_name, *, scope, build, key):\n    return []\n", "utf-8")
    try:
        only = {str(switched_on): [f"{CHECKED}/test_pipeline_stages.py", *PROMISES]}
        done = run(SUPPORT, "infrastructure_tests.py", stdin=json.dumps(only))
        assert json.loads(done.stdout.splitlines()[-1]) == {}
    finally:
        stages.write_text(kept, "utf-8")
