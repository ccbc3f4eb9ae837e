"""The examples in `extensions/`: off as they are rendered, clean when a team switches them on."""

import json
import shutil
from pathlib import Path

import pytest
from exports import SUPPORT, scratch
from infrastructure_tests import PROMISES
from rendering import render
from template_edits import replace
from tools import run
from variants import VARIANTS, each_variant

pytestmark = pytest.mark.slow
CHECKED = "tests/infrastructure"
OFF, ON = "EXAMPLE = False", "EXAMPLE = True"


def with_examples(variant: str, to: Path) -> Path:
    """A repository of this variant in which a team has switched on both examples."""
    repository = shutil.copytree(render(VARIANTS[variant]), to)
    for file in ("extensions/stages.py", "extensions/resources.py"):
        replace(file, OFF, ON)(repository)
    return repository


@pytest.fixture(scope="module")
def switched_on() -> Path:
    return with_examples("serverless-cdk", scratch() / "extensions")


@pytest.fixture(scope="module")
def failures() -> dict[str, str]:
    """What pytest printed for each variant in which a test failed. In one process, which reads the CDK once."""
    made = {variant: str(with_examples(variant, scratch() / "with-examples" / variant)) for variant in VARIANTS}
    chosen = {repository: [CHECKED, *PROMISES] for repository in made.values()}
    done = run(SUPPORT, "infrastructure_tests.py", stdin=json.dumps(chosen))
    assert done.returncode == 0, done.stdout[-6000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return {variant: found.get(repository, "") for variant, repository in made.items()}


@each_variant
def test_no_test_of_the_repository_minds_what_the_team_has_there(variant: str, failures: dict[str, str]) -> None:
    assert failures[variant] == ""


def test_they_are_deployed_only_when_they_are_switched_on(switched_on: Path) -> None:
    def synthesised(repository: Path) -> str:
        outdir = scratch() / "assemblies" / repository.parent.name / repository.name
        program = (
            "import app, sys; app.build(outdir=sys.argv[1], context={'package': 'workload/service/runtime'}).synth()"
        )
        done = run(repository, "-c", program, str(outdir), PYTHONDONTWRITEBYTECODE="1")
        assert done.returncode == 0, done.stdout[-6000:]
        return "".join(path.read_text("utf-8") for path in sorted(outdir.rglob("*.template.json")))

    on, off = synthesised(switched_on), synthesised(render())
    for added in ('"LicenceReview"', "FailedOrderEvents"):
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
