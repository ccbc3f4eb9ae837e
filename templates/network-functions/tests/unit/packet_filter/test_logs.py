"""What is logged is one JSON object a line."""

import json
import logging

import pytest
from packet_filter import logs


def test_a_line_has_its_names_its_fields_and_its_exception(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level="INFO", environment="dev", version="1.2")
    try:
        raise ValueError("inner\nlines")
    except ValueError:
        logs.logger.exception("policy %s", "refused", extra={"fields": {"policy": "v7"}})
    logs.logger.debug("not asked for")
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert {name: said[name] for name in ("environment", "version", "level", "message", "policy")} == {
        "environment": "dev",
        "version": "1.2",
        "level": "ERROR",
        "message": "policy refused",
        "policy": "v7",
    }
    assert "ValueError: inner" in said["exception"]


def test_libraries_never_log_their_requests() -> None:
    logs.configure(level="DEBUG", environment="dev", version="1")
    assert logging.getLogger("botocore").level == logging.INFO
