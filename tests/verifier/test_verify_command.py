"""`golden-paths verify` over a folder: exit codes, formats, refusals."""

import json
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Any

import pytest

from golden_paths.cli import main
from golden_paths.verifier.rule import Rule
from golden_paths.verifier.verify import all_rules

BROKEN = next(rule for rule in all_rules() if rule.id == "build-failure-counts")


def _written(folder: Path, rule: Rule = BROKEN, *, healthy: bool = False) -> Path:
    for name, text in (rule.passes if healthy else rule.fails).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_repository_without_findings_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(_written(tmp_path, healthy=True))]) == 0
    assert capsys.readouterr().out == f"No rule of {len(all_rules())} rules found something.\n"


def test_a_finding_names_file_place_rule_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(_written(tmp_path))]) == 3
    first, last = capsys.readouterr().out.splitlines()
    assert first == (
        'buildspec.yml: phase build, line 4: the command "pytest || true" cannot fail, because of "|| true": '
        "let its exit code decide, or delete it [build-failure-counts]"
    )
    assert last == f"1 of {len(all_rules())} rules found something, 1 times."


def test_json_sarif_and_junit_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*options: str) -> str:
        assert main(["verify", str(_written(tmp_path)), *options]) == 3
        return capsys.readouterr().out

    (finding,) = json.loads(told("--json"))
    assert finding["rule"] == BROKEN.id and finding["file"] == "buildspec.yml"
    sarif: dict[str, Any] = json.loads(told("--format", "sarif"))
    (run,) = sarif["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == BROKEN.id and finding["sentence"] in result["message"]["text"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "buildspec.yml"},
        "region": {"startLine": 4},
    }
    assert {each["id"] for each in run["tool"]["driver"]["rules"]} == {rule.id for rule in all_rules()}
    suite = xml.fromstring(told("--format", "junit"))  # noqa: S314 - our own
    assert (suite.get("failures"), suite.get("tests")) == ("1", str(len(all_rules())))
    assert [case.get("name") for case in suite if case.find("failure") is not None] == [BROKEN.id]


def test_an_assembly_is_verified_with_the_files_around_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Given an assembly of the CDK, a stale one beside it, and the buildspec where the CDK app is
    repository = _written(tmp_path)
    for assembly in ("cdk.out", "cdk.old"):
        (repository / assembly).mkdir()
        (repository / assembly / "manifest.json").write_text("{}", "utf-8")
        (repository / assembly / "a.template.json").write_text(
            json.dumps({"Resources": {"P": {"Type": "AWS::CodeBuild::Project", "Properties": {}}}}), "utf-8"
        )
    (repository / "template.yaml").unlink()
    (repository / "Makefile").write_text("all:\n", "utf-8")
    assert main(["verify", str(repository / "cdk.out")]) == 3
    told = capsys.readouterr().out
    assert "buildspec.yml: phase build" in told
    assert "cdk.old" not in told


def test_the_rules_are_listed_with_reason_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--rules"]) == 0
    told = capsys.readouterr().out
    assert all(f"{rule.id}\n  {rule.reason}\n  {rule.source}\n" in told for rule in all_rules())


def test_a_folder_without_a_template_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 1
    assert f"{tmp_path} holds no CloudFormation template" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "none")]) == 1
    assert f"There is no folder {tmp_path / 'none'}" in capsys.readouterr().err


def test_an_accepted_finding_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = '- {rule: build-failure-counts, where: "phase build, line 4", reason: Moves next week, until: 9999-12-31}\n'
    (_written(tmp_path) / "accepted-findings.yml").write_text(entry, "utf-8")
    assert main(["verify", str(tmp_path)]) == 0, capsys.readouterr().out


def test_a_folder_that_is_left_out_has_no_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _written(tmp_path / "samples")
    _written(tmp_path, healthy=True)
    template = (tmp_path / "template.yaml").read_text("utf-8").replace("buildspec.yml", "samples/buildspec.yml")
    (tmp_path / "samples" / "template.yaml").write_text(template, "utf-8")
    assert main(["verify", str(tmp_path)]) == 3
    (tmp_path / "accepted-findings.yml").write_text('- {ignore: samples/, reason: "Samples of others"}\n', "utf-8")
    capsys.readouterr()
    assert main(["verify", str(tmp_path)]) == 0, capsys.readouterr().out
