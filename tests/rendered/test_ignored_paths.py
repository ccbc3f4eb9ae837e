"""With `trigger` paths, a push starts a release unless it changes only what people and hosts of repositories read."""

import json
import re

from rendering import render
from tools import run
from variants import VARIANTS, each_variant

FOR_PEOPLE = re.compile(
    r"docs/.+|(AGENTS|README)\.md|\.(github|gitlab|bitbucket)/CODEOWNERS|\.editorconfig|renovate\.json"
)
IGNORED = """
import json
from pathlib import Path
from security.files import files
from tests.unit.settings.test_ignored_paths import ignored
print(json.dumps({path.as_posix(): ignored(path) for path in files()}))
"""


@each_variant
def test_every_file_starts_a_release_but_those_for_people(variant: str) -> None:
    done = run(render(VARIANTS[variant]), "-c", IGNORED)
    assert done.returncode == 0, done.stdout + done.stderr
    files: dict[str, bool] = json.loads(done.stdout.splitlines()[-1])
    assert {"uv.lock", "buildspecs/deploy.yml", "cdk.json"} <= set(files)
    assert {file for file, ignored in files.items() if ignored} == set(filter(FOR_PEOPLE.fullmatch, files))
