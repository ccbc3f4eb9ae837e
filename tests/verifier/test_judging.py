"""Which commands judge, and which of them throw their exit code away."""

from collections.abc import Mapping

import pytest

from golden_paths.verifier.examples import with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rule import Rule
from golden_paths.verifier.rules import commands, gates
from golden_paths.verifier.rules.buildspec_shape import PROJECT

MAKEFILE = "unit:\n\tpytest\n"


def _found(rule: Rule, script: str, makefile: str = MAKEFILE, image: str = "") -> list[str]:
    """Where the rule finds something: in a build with this command, which may have lines."""
    listed = "".join(f"      {line}\n" for line in script.splitlines())
    buildspec = f"version: 0.2\nphases:\n  build:\n    commands:\n    - |\n{listed}"
    project = PROJECT.replace("{Source:", f"{{Environment: {{Image: {image}}}, Source:") if image else PROJECT
    files: Mapping[str, str] = {**with_resources(project), "buildspec.yml": buildspec, "Makefile": makefile}
    return [f"{each.file}: {each.where}" for each in rule.findings(Repository(files))]


@pytest.mark.parametrize(
    "script",
    [
        "make unit &&\nmake unit",
        "docker rm x || true",
        "mkdir -p reports || true",
        "nohup dockerd --host=unix:///var/run/docker.sock &",
        "set +e\nmake unit\ncode=$?\nexit $code",
        'make unit || code=1\nexit "$code"',
        "make unit || { echo failed; exit 1; }",
        "make clean || true",
        "make down || true",
        "npm run start &",
        "make unit & make unit & wait -n",
        "pip install pytest || true",
    ],
)
def test_a_command_that_judges_nothing_or_fails_all_the_same_is_no_finding(script: str) -> None:
    assert _found(commands.failure_counts, script) == []


@pytest.mark.parametrize(
    "script",
    [
        "make unit || true",
        "cd app && pytest || echo failed",
        ".venv/bin/python -m pytest || exit 0",
        "make unit; true",
        "make unit &",
        "set +e\nmake unit",
        "npx eslint . || true",
        "CI=1 npm test || :",
        "timeout 60 make unit || echo 'took too long'",
        "cdk deploy --all || true",
        "python -m security.secrets || true",
    ],
)
def test_a_command_that_judges_and_cannot_fail_is_one(script: str) -> None:
    assert len(_found(commands.failure_counts, script)) == 1


@pytest.mark.parametrize(
    ("recipe", "is_found"),
    [
        ("-rm -rf build", False),
        ("@-docker stop it", False),
        ("-$(PYTHON) -m mypy", True),
        ("@$(PYTEST) tests || true", True),
        ("docker rm x || true", False),
    ],
)
def test_a_recipe_may_tidy_up_without_success_and_not_test(recipe: str, is_found: bool) -> None:
    assert bool(_found(commands.make_failure_counts, "make unit", f"unit:\n\t{recipe}\n")) is is_found


@pytest.mark.parametrize(
    ("command", "is_found"),
    [
        ("make -Otarget unit", False),
        ("make -Oline -j4 unit", False),
        ("make -k unit", False),
        ("make -C infra unit", False),
        ("apt-get install make -qy python3 -t stable", False),
        ("pip install make -i https://pypi.example.com", False),
        ("make -i unit", True),
        ("CI=1 make -kn unit", True),
        ("cd app && make --dry-run unit", True),
    ],
)
def test_flags_of_make_are_those_of_a_call_of_make(command: str, is_found: bool) -> None:
    assert bool(_found(gates.make_stops, command)) is is_found


def test_a_target_that_no_build_runs_may_leave_a_sandbox_half_deployed() -> None:
    makefile = MAKEFILE + "sandbox:\n\tcdk deploy --hotswap --no-rollback\n"
    assert _found(gates.stack_rolls_back, "make unit", makefile) == []
    assert _found(gates.stack_rolls_back, "make sandbox", makefile) == ["Makefile: line 4"]


@pytest.mark.parametrize(
    ("command", "image", "is_found"),
    [
        ("if [[ -f x ]]; then make unit; fi", "aws/codebuild/amazonlinux-x86_64-standard:5.0", False),
        ("if [[ -f x ]]; then make unit; fi", "", False),
        ("if [[ -f x ]]; then make unit; fi", "aws/codebuild/standard:7.0", True),
        ("source .venv/bin/activate", "aws/codebuild/standard:7.0", True),
        ("echo open source code", "aws/codebuild/standard:7.0", False),
        ("grep '[[:space:]]' x", "aws/codebuild/standard:7.0", False),
    ],
)
def test_words_of_bash_are_wrong_where_sh_is_known_to_be_no_bash(command: str, image: str, is_found: bool) -> None:
    assert bool(_found(commands.shell_understands, command, image=image)) is is_found


@pytest.mark.parametrize("command", ["make -C frontend build", "cd infra\nmake plan", "make -f other.mk x"])
def test_targets_of_other_makefiles_are_not_asked_of_this_one(command: str) -> None:
    assert _found(commands.target_exists, command) == []


def test_a_project_below_the_top_may_have_settings_of_its_own() -> None:
    lax = "[tool.mypy]\nignore_errors = true\n"
    files = {**with_resources(PROJECT), "buildspec.yml": "version: 0.2\n"}
    assert not list(gates.checks_judge_code.findings(Repository({**files, "samples/a/pyproject.toml": lax})))
    assert list(gates.checks_judge_code.findings(Repository({**files, "pyproject.toml": lax})))
