"""The audit log: who changed what, or tried to, and nothing of the policy itself."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.management.client import ADA, WEB, WEB_AND_DNS, Api
from tests.unit.management.conftest import Lines

NO_DIFFERENCE = {"added": 0, "removed": 0, "changed": 0, "order_changed": False, "limits_changed": False}


def facts(line: dict[str, Any]) -> dict[str, Any]:
    """What the audit log says, without what every line of a log has."""
    return {name: value for name, value in line.items() if name not in ("timestamp", "location", "level", "service")}


def test_a_change_is_one_line(api: Api, audit_log: Lines) -> None:
    first = api.put(WEB).version
    second = api.put(WEB_AND_DNS, replaces=first, request_id="r-2").version
    assert facts(audit_log()[-1]) == {
        "message": "Policy changed",
        "audit": True,
        "action": "replace",
        "outcome": "changed",
        "caller": ADA,
        "source_ip": "198.51.100.7",
        "request_id": "r-2",
        "version_before": first,
        "version_after": second,
        "difference": NO_DIFFERENCE | {"added": 1},
    }
    assert len(audit_log()) == 2


def test_a_restored_version_is_named(api: Api, audit_log: Lines) -> None:
    first = api.put(WEB).version
    second = api.put(WEB_AND_DNS, replaces=first).version
    third = api.restore(first, replaces=second).version
    line = audit_log()[-1]
    assert (line["action"], line["version_before"], line["version_after"]) == ("restore", second, third)
    assert (line["restored_from"], line["difference"]["removed"]) == (first, 1)


def test_each_refused_change_is_one_line(api: Api, audit_log: Lines) -> None:
    first = api.put(WEB).version
    api.put("rules: {}", replaces=first)
    api.put(WEB_AND_DNS, replaces="another")
    api.put(WEB_AND_DNS, replaces=first, headers={"Content-Type": "text/plain"})
    api.put("#" * (1024 * 1024 + 1), replaces=first)
    api.put(WEB_AND_DNS, replaces=first, query={"comment": "x" * 101})
    api.request("PUT", "/policy", WEB_AND_DNS, headers={"Content-Type": "text/yaml"})
    api.restore("another", replaces=first)
    refused = audit_log()[1:]
    assert [line["refusal"] for line in refused] == [
        "not-valid",
        "changed-meanwhile",
        "not-yaml",
        "too-large",
        "not-readable",
        "no-precondition",
        "not-found",
    ]
    assert {(line["outcome"], line["caller"]) for line in refused} == {("refused", ADA)}
    assert not any("version_after" in line for line in refused)
    assert [line["version_before"] for line in refused[:2]] == [first, first]


def test_it_tells_where_a_policy_is_wrong_and_not_what_it_says(api: Api, audit_log: Lines, log: Lines) -> None:
    secret = "rules:\n  - name: do-not-print\n    action: do-not-print\n    protocol: tcp\n"  # pragma: allowlist secret
    answer = api.put(secret)
    assert "do-not-print" in answer.text
    api.put(WEB.replace("web", "do-not-print"), query={"comment": "do-not-print"})
    assert audit_log()[0]["lines"] == [3]
    assert "do-not-print" not in json.dumps(audit_log() + log())


def test_a_change_that_failed_is_recorded_because_it_may_be_in_force(
    api: Api, audit_log: Lines, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failing the invocation is what Lambda counts; API Gateway answers 502."""
    first = api.put(WEB).version

    def fails(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "InternalError", "Message": "try again"}}, "PutObject")

    monkeypatch.setattr(api.module.s3, "put_object", fails)
    with pytest.raises(ClientError, match="InternalError"):
        api.put(WEB_AND_DNS, replaces=first)
    line = audit_log()[-1]
    assert (line["outcome"], line["error"], line["version_before"]) == ("failed", "ClientError", first)
    assert [(line["level"], line["message"]) for line in log()] == [("ERROR", "Unexpected error")]


def test_no_log_level_silences_it() -> None:
    code = "from policy_api.observability import audit_logger; audit_logger.info('kept')"
    environment = {**os.environ, "LOG_LEVEL": "CRITICAL", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout)["message"] == "kept"


def test_reading_is_no_change(api: Api, audit_log: Lines) -> None:
    api.put(WEB)
    for path in ("/policy", "/policy/versions", "/health"):
        api.get(path)
    assert len(audit_log()) == 1


def test_changes_and_refusals_are_counted_as_metrics(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.get("/health")  # the first call may publish the cold start metric
    capsys.readouterr()
    api.put(WEB)
    api.put(WEB)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    counted = [name for line in lines for name in ("PoliciesChanged", "PolicyChangesRefused") if name in line]
    assert counted == ["PoliciesChanged", "PolicyChangesRefused"]
    assert {line["_aws"]["CloudWatchMetrics"][0]["Namespace"] for line in lines} == {"network-function-test"}
