"""The package stands alone, as rendered repositories have it, and a file that nobody thought of stops no other rule."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from exports import ROOT

from golden_paths.verifier import verify as module
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rule import At, Rule
from golden_paths.verifier.verify import WHOLE_RULE, all_rules, verify

PROGRAM = """
import json, sys
from verifier.verify import all_rules
print(json.dumps([[rule.id for rule in all_rules()], sorted(name for name in sys.modules if "golden_paths" in name)]))
"""
BROKEN = next(rule for rule in all_rules() if rule.id == "build-failure-counts")


def test_it_finds_its_rules_and_imports_nothing_else_of_this_repository(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "golden_paths/verifier", tmp_path / "verifier")
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[rule.id for rule in all_rules()], []]


def _stumbles(_repository: Repository) -> Iterator[At]:
    raise KeyError("Stages")


def test_a_rule_that_stumbles_is_one_sentence_and_the_others_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    stumbling = Rule("odd-rule", "Why.", "botocore", {}, {}, _stumbles)
    monkeypatch.setattr(module, "all_rules", lambda: [stumbling, BROKEN])
    found = {finding.rule: finding for finding in verify(Repository(BROKEN.fails))}
    assert set(found) == {"odd-rule", BROKEN.id}
    assert found["odd-rule"].where == WHOLE_RULE
    assert "stumbles over a file of the repository (KeyError in _stumbles: 'Stages')" in found["odd-rule"].sentence


@pytest.mark.parametrize(
    "text",
    [
        "{{ name }}: {Type: AWS::SNS::Topic}\nResources: {}\n",
        "Resources:\n  Topic: {Type: AWS::SNS::Topic, Number: !!int many}\n",
        '{"Resources": {"AWS::',
        f"Resources: {'[' * 5000} AWS::",
    ],
    ids=["another template engine", "a number that is none", "half a file", "thousands of brackets"],
)
def test_what_looks_like_a_template_and_cannot_be_read_is_named(text: str) -> None:
    repository = Repository({"other.yml": text, **BROKEN.fails})
    assert [finding.rule for finding in verify(repository)] == [BROKEN.id]
    (told,) = repository.unread
    assert told.startswith("other.yml: no rule reads this file, because it is no YAML or JSON: ")
    assert "\n" not in told


def test_what_can_be_read_is_not_named() -> None:
    assert Repository({**BROKEN.fails, "notes.yml": "AWS::Resources in a sentence"}).unread == []
