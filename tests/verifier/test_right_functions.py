"""Runtimes by the day on which AWS refuses changes, access keys that are none, and tests that are kept out."""

import hashlib
import json
from datetime import date

import pytest

from golden_paths.verifier.examples import with_pipeline, with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules import agreements, functions, secrets


@pytest.mark.parametrize(
    ("runtime", "id", "today", "is_found"),
    [
        ("python3.9", "Orders", "2027-08-31", False),
        ("python3.9", "Orders", "2027-09-01", True),
        ("python3.9", "AWS679f53fac002430cb0da5b7982bd22872D164C4C", "2027-09-01", False),
        ("nodejs18.x", "CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F", "2027-09-01", False),
        ("python3.13", "Orders", "2027-09-01", False),
    ],
)
def test_a_runtime_is_wrong_from_the_day_on_which_a_release_fails(
    monkeypatch: pytest.MonkeyPatch, runtime: str, id: str, today: str, is_found: bool
) -> None:
    monkeypatch.setattr(functions, "_today", lambda: date.fromisoformat(today))
    files = with_resources(f"{id}: {{Type: 'AWS::Lambda::Function', Properties: {{Runtime: {runtime}}}}}")
    assert bool(list(functions.runtime_is_supported.findings(Repository(files)))) is is_found


KEY = "AKIA" + "Q" * 16  # As long as one, and of nobody.
BASELINE = {"results": {"tests/test_keys.py": [{"hashed_secret": hashlib.sha1(KEY.encode()).hexdigest()}]}}  # noqa: S324


@pytest.mark.parametrize(
    ("text", "baseline", "is_found"),
    [
        (f"KEY = '{KEY}'\n", {}, True),
        (f"KEY = '{KEY}'  # pragma: allowlist secret\n", {}, False),
        (f"# pragma: allowlist nextline secret\nKEY = '{KEY}'\n", {}, False),
        (f"KEY = '{KEY}'  # gitleaks:allow\n", {}, False),
        (f"KEY = '{KEY}'\n", BASELINE, False),
    ],
)
def test_a_key_that_somebody_looked_at_is_none(text: str, baseline: dict[str, object], is_found: bool) -> None:
    repository = Repository({"tests/test_keys.py": text, ".secrets.baseline": json.dumps(baseline)})
    assert bool(list(secrets.is_not_written.findings(repository))) is is_found


SKIPPED = "import pytest\n\npytestmark = pytest.mark.skip(reason='slow')\n"
NOTHING = "collect_ignore_glob = ['*']\n"


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        ({"tests/e2e/test_it.py": SKIPPED}, True),
        ({"tests/e2e/conftest.py": NOTHING, "tests/e2e/test_it.py": ""}, True),
        ({"samples/other/test_it.py": SKIPPED}, False),
        ({"checks/test_it.py": SKIPPED}, True),
    ],
)
def test_tests_count_where_the_pipeline_runs_them(files: dict[str, str], is_found: bool) -> None:
    template = with_pipeline(
        "- {Name: Test, Actions: [{Name: Test, ActionTypeId: {Category: Test, Provider: CodeBuild}, "
        "Configuration: {ProjectName: !Ref Project}}]}",
        "Project: {Type: 'AWS::CodeBuild::Project', Properties: {Source: {Type: CODEPIPELINE}}}",
    )
    build = "version: 0.2\nphases: {build: {commands: [make unit]}}\n"
    made = {**template, "buildspec.yml": build, "Makefile": "unit:\n\tpytest tests checks/\n", **files}
    assert bool(list(agreements.suite_is_not_skipped.findings(Repository(made)))) is is_found
