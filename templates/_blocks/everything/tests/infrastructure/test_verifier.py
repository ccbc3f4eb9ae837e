"""Templates, buildspecs and makefiles agree: no rule of verifier/ finds something that nobody accepted."""

import subprocess
import warnings
from pathlib import Path

import pytest

from tests.support.memory import Memory
from tests.support.synthesis import synthesised
from tests.support.verifier import memory, open_findings, repository, told
from verifier.accepted import FILE, NotAccepted
from verifier.repository import Repository

NO_MEMORY = Memory(None, "verifier", ())
TEMPLATE = (
    "Resources: {Build: {Type: AWS::CodeBuild::Project, "
    "Properties: {Source: {Type: CODEPIPELINE, BuildSpec: buildspecs/test.yml}}}}"
)
# Another template engine makes a template of it, which nobody knows before.
FOREIGN = "Resources:\n  {{ name }}: {{ queue }}\n  Topic: {Type: AWS::SNS::Topic}\n"


def with_a_fault(**more: str) -> Repository:
    """A build that cannot fail. more: files by name, with `_` for a dot."""
    commands = "version: 0.2\nphases:\n  build:\n    commands:\n      - make unit || true\n"
    files = {"template.yaml": TEMPLATE, "buildspecs/test.yml": commands, "Makefile": "unit:\n\tpytest\n"}
    return Repository({**files, **{name.replace("_", "."): text for name, text in more.items()}})


def test_no_rule_of_the_verifier_finds_something(pytestconfig: pytest.Config) -> None:
    here = repository(synthesised())
    try:
        found = open_findings(here, memory(pytestconfig))
    except NotAccepted as problem:
        pytest.fail(str(problem), pytrace=False)
    for sentence in here.unread:
        warnings.warn(sentence, stacklevel=1)
    if found:
        pytest.fail(told(found), pytrace=False)


def test_a_finding_names_file_place_rule_and_what_to_do_and_can_be_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # Given two files that do not agree
    first, finding, _, entry, last = told(open_findings(with_a_fault(), NO_MEMORY)).splitlines()
    assert first == "1 open finding:"
    assert finding.startswith('buildspecs/test.yml: phase build, line 4: the command "make unit || true" cannot fail')
    assert finding.endswith("[build-failure-counts]")
    assert last.endswith("verifier/rules/.")
    # When somebody pastes the entry, it is refused until it has a reason
    (tmp_path / FILE).write_text(f"{entry}\n", "utf-8")
    with pytest.raises(NotAccepted, match="an entry has rule, where, reason, until"):
        open_findings(with_a_fault(), NO_MEMORY)
    (tmp_path / FILE).write_text(entry.replace("…", "The suite moves next week"), "utf-8")
    # Then it is accepted, and once it is mended the entry is one too many
    assert open_findings(with_a_fault(), NO_MEMORY) == []
    (left,) = told(open_findings(Repository({"template.yaml": TEMPLATE}), NO_MEMORY)).splitlines()[1:]
    assert left.startswith(f"{FILE}: line 1: nothing at phase build, line 4 is a finding of build-failure-counts")


def test_a_file_that_nobody_can_read_is_named_and_the_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = with_a_fault(foreign_yml=FOREIGN, broken_json='{"Resources": {"AWS::')
    assert [each.rule for each in open_findings(here, NO_MEMORY)] == ["build-failure-counts"]
    assert [each.partition(":")[0] for each in here.unread] == ["foreign.yml", "broken.json"]
    assert not any("\n" in each for each in here.unread)


def test_what_git_ignores_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    for name, text in {".gitignore": "packaged.yaml\n", "packaged.yaml": TEMPLATE, "template.yaml": TEMPLATE}.items():
        (tmp_path / name).write_text(text, "utf-8")
    assembly = tmp_path / "elsewhere"
    assembly.mkdir()
    (assembly / "manifest.json").write_text("{}", "utf-8")
    (assembly / "pipeline.template.json").write_text('{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}', "utf-8")
    found = [template.file for template in repository(assembly).templates]
    assert found == ["template.yaml", "cdk.out/pipeline.template.json"]
