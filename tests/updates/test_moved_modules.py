"""Modules that 0.5.0 moved: edits go along, and code of a team that knows their old places goes on working."""

import re
from pathlib import Path

import pytest
from releases import commit, git, update
from rendering import copy
from tools import keep_mypy_cache, run, with_mypy_cache
from updates.conftest import HEAD, answers

from golden_paths.findings import Finding, Kind
from golden_paths.update import apply, plan
from release.history import Release, releases

pytestmark = pytest.mark.slow

EDITED = {
    "pipeline/settings.py": "settings/pipeline.py",
    "pipeline/actions/failure.py": "settings/failure.py",
    "tests/infrastructure/cloudformation.py": "tests/support/cloudformation.py",
    "tests/deployed.py": "tests/support/deployed.py",
}
MINE = "\n\nMINE = 1\n"
OWN_CODE = '''"""Written for 0.4.0."""

from pipeline import names
from pipeline.actions import stacks
from pipeline.actions.failure import ActionFailed
from pipeline.actions.session import deploy_session
from pipeline.configuration import ConfigurationError
from pipeline.delivery import Delivery, Shift
from pipeline.environment import DeploymentEnvironment, DeploymentWindow
from pipeline.names import COVERAGE, METRICS_NAMESPACE, deploy_role
from pipeline.packaging import Packaging
from pipeline.settings import Pipeline, Source


def told(source: Source, window: DeploymentWindow, environment: DeploymentEnvironment) -> Pipeline:
    """Types of both places are the same."""
    if environment.delivery == Delivery.all_at_once() or environment.delivery.shift is Shift.CANARY:
        raise ActionFailed(f"{source.repository}: {window.cron}, {deploy_role(METRICS_NAMESPACE)}, {COVERAGE}")
    print(stacks.REASONS_SHOWN, Packaging(), names.UPDATE_STAGE, deploy_session(environment))
    try:
        return Pipeline(region="eu-west-1")
    except ConfigurationError as error:
        raise ActionFailed(str(error)) from error
'''
OWN_TEST = """from tests.deployed import Deployed
from tests.infrastructure.cloudformation import resources
from tests.unit.no_network import no_network


def test_helpers_are_where_they_were() -> None:
    assert Deployed and resources({"Resources": {}}, "AWS::SQS::Queue") == {} and no_network
"""


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    """Made from 0.4.0; its team edited files that 0.5.0 moves."""
    folder = copy(tmp_path / "orders", answers("serverless-cdk"), template=template, vcs_ref="v0.4.0")
    git(folder, "init", "--quiet")
    for path in EDITED:
        (folder / path).write_text((folder / path).read_text("utf-8") + MINE, "utf-8")
    commit(folder)
    return folder


def test_edits_go_along_with_a_moved_file(repository: Path) -> None:
    made = plan(repository, to=HEAD)
    apply(repository, made)
    assert set(made.findings) >= {Finding(Kind.MOVED, old, new) for old, new in EDITED.items()}
    assert [finding.sentence for finding in made.findings if finding.needs_review] == []
    for old, new in EDITED.items():
        assert (repository / new).read_text("utf-8").endswith(MINE)
        assert not (repository / old).exists()


def test_copier_alone_keeps_the_edited_files_and_the_tests_name_them(repository: Path) -> None:
    update(repository)
    assert {old for old in EDITED if (repository / old).read_text("utf-8").endswith(MINE)} == set(EDITED)
    done = run(repository, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/settings/test_moved.py")
    assert done.returncode == 1
    for old, new in EDITED.items():
        assert f"{old} is no longer read: move your edits to {new}, delete it" in done.stdout


def test_code_that_knows_the_old_places_is_well_typed_and_works(template: Path, tmp_path: Path) -> None:
    # Given a repository of 0.4.0 with code of its own, and files that updates do not touch
    repository = copy(tmp_path / "orders", answers("serverless-cdk"), template=template, vcs_ref="v0.4.0")
    theirs = {name: (repository / name).read_text("utf-8") for name in ("environments.py", "project.py")}
    (repository / "extensions" / "told.py").write_text(OWN_CODE, "utf-8")
    (repository / "tests" / "unit" / "test_told.py").write_text(OWN_TEST, "utf-8")
    git(repository, "init", "--quiet")
    commit(repository)
    # When it is updated, but for its values
    apply(repository, plan(repository, to=HEAD))
    for name, text in theirs.items():
        (repository / name).write_text(text, "utf-8")
    # Then mypy has nothing to say
    typed = run(repository, "-m", "mypy", **with_mypy_cache())
    keep_mypy_cache()
    assert typed.returncode == 0, typed.stdout
    # And the code works, with a hint for each old place
    used = run(repository, "-c", "import environments, project, extensions.told")
    assert used.returncode == 0, used.stdout
    hints = re.findall(r"FutureWarning: (\S+) is \S+ since 0.5.0; 1.0.0 drops the old name", used.stdout)
    assert {"pipeline.settings", "pipeline.actions.stacks", "pipeline.names.COVERAGE"} <= set(hints)
    tests = ("tests/unit/test_told.py", "tests/unit/settings")
    tested = run(repository, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert tested.returncode == 0, tested.stdout


@pytest.mark.parametrize("release", releases(), ids=lambda release: release.version)
def test_values_written_for_an_earlier_release_are_read_as_they_are(
    template: Path, tmp_path: Path, release: Release
) -> None:
    repository = copy(tmp_path / "orders", answers("serverless-cdk"), template=template, vcs_ref=f"v{release.version}")
    theirs = {name: (repository / name).read_text("utf-8") for name in ("environments.py", "project.py")}
    git(repository, "init", "--quiet")
    commit(repository)
    apply(repository, plan(repository, to=HEAD))
    for name, text in theirs.items():
        (repository / name).write_text(text, "utf-8")
    read = run(repository, "-c", "import environments, project; print(len(environments.ENVIRONMENTS), project.NAME)")
    assert read.returncode == 0, read.stdout
    assert "3 orders" in read.stdout
