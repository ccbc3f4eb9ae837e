"""With `trigger` paths, no push that changes what is built or deployed is ignored."""

import re
from pathlib import Path
from typing import Any

import pytest

from project import SOURCE
from security.files import files
from settings.configuration import ConfigurationError
from settings.pipeline import Provider, Source, Trigger

# Where every repository has what the build or the deployment reads.
DEFINES = frozenset(
    [
        ".gitattributes",
        ".secrets.baseline",
        "Makefile",
        "app.py",
        "buildspecs",
        "cdk.json",
        "environments.py",
        "extensions",
        "locked_python.py",
        "monitoring",
        "package-lock.json",
        "package.json",
        "pipeline",
        "project.py",
        "pyproject.toml",
        "run_targets.py",
        "security",
        "settings",
        "tests",
        "toolchain.py",
        "uv.lock",
        "workload",
    ]
)


def matches(pattern: str, path: Path) -> bool:
    """As CodePipeline reads a pattern: `*` is part of a name, `**` any folders."""
    parts = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    read = "".join(parts.get(each, re.escape(each)) for each in re.findall(r"\*\*|.", pattern))
    return re.fullmatch(read, path.as_posix()) is not None


def ignored(path: Path) -> bool:
    return any(matches(pattern, path) for pattern in SOURCE.ignored_paths)


def test_no_change_of_the_build_or_the_deployment_is_ignored() -> None:
    defining = [path for path in files() if path.parts[0] in DEFINES]
    assert {"buildspecs", "cdk.json", "package-lock.json", "tests", "uv.lock"} <= {path.parts[0] for path in defining}
    assert [str(path) for path in defining if ignored(path)] == []


@pytest.mark.parametrize(
    ("patterns", "sentence"),
    [
        ({}, r'ignored_paths=\(\): 1 to 8 patterns, for example ignored_paths=\("docs/\*\*",\)'),
        ({"ignored_paths": ("a",) * 9}, "ignored_paths=.*: 1 to 8 patterns"),
        ({"paths": ("a",) * 9}, "paths=.*: 0 to 8 patterns"),
    ],
)
def test_patterns_that_codepipeline_does_not_take_are_refused(patterns: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Source(provider=Provider.GITHUB, repository="acme/orders", trigger=Trigger.PATHS, **patterns)


def test_a_repository_that_names_what_starts_a_release_need_not_name_what_does_not() -> None:
    source = Source(provider=Provider.GITHUB, repository="acme/orders", trigger=Trigger.PATHS, paths=("workload/**",))
    assert source.ignored_paths == ()
