"""Who finds the planted faults: what counts as found, and the table of the answers."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import beside
from benchmarks.faults import planted
from benchmarks.template_tools import Tools
from golden_paths.verifier.examples import FILE, with_resources
from golden_paths.verifier.repository import Repository

BUCKET = with_resources('Bucket: {Type: "AWS::S3::Bucket"}')


def test_each_planted_fault_has_a_name_of_its_own_by_which_its_answer_is_kept() -> None:
    names = [beside._name(each) for each in planted()]
    assert len(set(names)) == len(names)


def test_a_tool_finds_what_a_template_has_and_judges_equal_texts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[Path] = []

    def judge(files: Sequence[Path]) -> list[Counter[str]]:
        judged.extend(files)
        return [Counter({"E1": file.read_text("utf-8").count("AWS::S3")}) for file in files]

    monkeypatch.setattr(Tools, "names", {"tool": judge})
    tools = Tools(tmp_path, tmp_path / "judged.jsonl")
    # One bucket more is one finding more, also where the logical ids are others.
    clean = tools.findings("tool", Repository(BUCKET), {FILE})
    more = tools.findings("tool", Repository({FILE: BUCKET[FILE] + '  Other: {Type: "AWS::S3::Bucket"}\n'}), {FILE})
    assert more - clean == Counter({(FILE, "E1"): 1})
    # Neither again, nor in a later run
    for each in (tools, Tools(tmp_path, tmp_path / "judged.jsonl")):
        assert each.findings("tool", Repository({FILE: BUCKET[FILE]}), {FILE}) == clean
    assert len(judged) == 2
    # Nor what the fault does not change
    assert tools.findings("tool", Repository(BUCKET), set()) == Counter()


def test_of_a_stack_that_changes_in_each_environment_the_last_one_is_judged() -> None:
    names = ("assembly-dev/devService694531C0", "assembly-prod/prodService784B78E4", "assembly-dev/devData58C5D5B6")
    files = [f"cdk.out/{name}.template.json" for name in (*names, "orders-pipeline")]
    without, more = (json.dumps({"Resources": {id: {"Type": "AWS::S3::Bucket"} for id in ids}}) for ids in ("A", "AB"))
    clean = Repository(dict.fromkeys(files, without))
    assert beside._changed(clean, Repository(dict.fromkeys(files, more))) == {*files[1:]}
    # And that of the only one which changes
    assert beside._changed(clean, Repository({**clean.files, files[0]: more})) == {files[0]}
    assert beside._changed(clean, clean) == set()


def test_the_table_counts_only_faults_for_which_somebody_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    answers = [
        {"fault": "a", "the verifier": True, "cdk-nag": False, "the synthesis": False, "cfn-lint": False},
        {"fault": "b", "the verifier": False, "cdk-nag": True, "the synthesis": False},
        {"fault": "b", "cfn-lint": True},
        {"fault": "b", "other gates of make check": "unit"},
    ]
    file.write_text("".join(f"{json.dumps(each)}\n" for each in answers), "utf-8")
    rows = [*beside.table(beside._read(file))]
    assert "| the verifier | 2 | 1 (50%) |" in rows
    assert "| cfn-lint | 2 | 1 (50%) |" in rows
    assert "| checkov | 0 | |" in rows
    assert "| the verifier, or the synthesis | 2 | 2 (100%) |" in rows
    assert "  unit fails first: 1" in rows


def test_a_gate_that_fails_without_a_fault_finds_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside.Beside, "_repository", lambda judges, architecture: tmp_path)
    monkeypatch.setattr(beside, "passed_gates", lambda repository: iter([("style", True), ("unit", False)]))
    with pytest.raises(AssertionError, match="without a fault fails unit"):
        beside.Beside(tmp_path, Tools(tmp_path, tmp_path / "judged.jsonl")).gates(planted()[0])
