"""What it means that a file of the team stays in the place of one of the template."""

import re
from collections.abc import Sequence

NOTHING_ELSE = "it is yours from the first copy on, so nothing else depends on it"
# The first that matches a path holds.
MEANINGS = (
    (r"Makefile", "`make check`, `make update` and the other targets are missing, and the buildspecs call them"),
    (r"pyproject\.toml", "the tools and libraries of the template are not installed, and its settings do not hold"),
    (r"(.*/)?uv\.lock", "`make install` installs what yours names, which has to be the pyproject.toml that stays"),
    (r"package(-lock)?\.json", "the CDK CLI of the template is not installed, so `make synth` may find none"),
    (r"README\.md", "the first deployment is not described in it: --show README.md shows how"),
    (r"\.gitignore", "what the tools write (.venv, build, cdk.out) can be committed by mistake"),
    (r"\.gitattributes", "line ends may differ from machine to machine"),
    (r"\.editorconfig", "editors indent as yours says; the checks follow the template's style"),
    (r"\.secrets\.baseline", "`make check` may report false alarms of the secret detection in the template's files"),
    (r"(app\.py|cdk\.json)", "the CDK synthesises your app, and not the pipeline"),
    (r"(project|environments)\.py", "the pipeline reads its names and environments from it, and does not find them"),
    (r"buildspecs/.*", "the pipeline runs your buildspec in the place of the template's"),
    (r"(.*/)?__init__\.py", "imports of the template in this folder see yours"),
    (r"(.*/)?conftest\.py", "the tests of the template in this folder miss its fixtures"),
    (r"tests/.*", "this test of the template does not run"),
    (r"docs/.*|.*\.md", "the template's page is missing"),
    (r"\.(github|gitlab|bitbucket)/CODEOWNERS", "reviews of the pipeline's files are asked from whom yours names"),
)
# Files that the template has not, and that act on its tools.
BESIDE = {
    ".python-version": "uv takes this Python, and the template needs 3.11 or newer",
    "uv.toml": "uv takes its settings from it, and none from pyproject.toml",
    "pytest.ini": "pytest takes its settings from it, and none from pyproject.toml",
    ".pytest.ini": "pytest takes its settings from it, and none from pyproject.toml",
    "mypy.ini": "mypy takes its settings from it, and none from pyproject.toml",
    ".mypy.ini": "mypy takes its settings from it, and none from pyproject.toml",
    "ruff.toml": "ruff takes its settings from it, and none from pyproject.toml",
    ".ruff.toml": "ruff takes its settings from it, and none from pyproject.toml",
    ".coveragerc": "coverage takes its settings from it, and none from pyproject.toml",
    "conftest.py": "pytest loads it before every test of the template",
}
OTHERWISE = "files of the template beside it expect the template's, and may fail"


def meaning_of(path: str, owner: str) -> str:
    """One clause: what is missing or different while the team's file stays.

    owner: whose the file would be.
    """
    for pattern, meaning in MEANINGS:
        if re.fullmatch(pattern, path):
            return meaning
    return OTHERWISE if owner in ("managed", "kept") else NOTHING_ELSE


def of_own_list(before: Sequence[str], after: Sequence[str]) -> str:
    """What a list of the team's files does that was there before the adoption."""
    told = f"an update leaves alone what it lists: {', '.join(after) or 'nothing'}"
    for what, lines in (("new", set(after) - set(before)), ("deleted", set(before) - set(after))):
        told += f"; {what}: {', '.join(sorted(lines))}" if lines else ""
    return told
