"""The audit asks about each lock file, wherever it lies, and one that does not pass fails it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from security import audit
from settings.failure import ActionFailed

LOCKS = ["package-lock.json", "tools/sam/uv.lock", "tools/site/package-lock.json", "uv.lock"]


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was called, in a repository with these locks and without any advisory."""
    made: list[list[str]] = []

    def run(command: list[str], **_: Any) -> SimpleNamespace:
        made.append(command[2:])
        return SimpleNamespace(returncode=0)

    for lock in LOCKS:
        (tmp_path / lock).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / lock).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(audit, "files", lambda: [Path(lock) for lock in ("README.md", *reversed(LOCKS))])
    monkeypatch.setattr(audit, "subprocess", SimpleNamespace(run=run))
    return made


def test_each_lock_is_asked_about_with_all_that_it_names(calls: list[list[str]]) -> None:
    audit.audit()
    npm = ["toolchain", "npm", "audit", "--audit-level=high", "--prefix"]
    assert [call for call in calls if call[0] == "toolchain"] == [[*npm, "."], [*npm, str(Path("tools", "site"))]]
    exported = [call for call in calls if call[0] == "uv"]
    assert [call[call.index("--project") + 1] for call in exported] == [str(Path("tools", "sam")), "."]
    assert all("--all-groups" in call and "--frozen" in call for call in exported)
    asked = [call[call.index("--requirement") + 1] for call in calls if call[0] == "pip_audit"]
    assert asked == [call[call.index("--output-file") + 1] for call in exported]
    assert len(set(asked)) == 2


@pytest.mark.parametrize("failing", LOCKS)
def test_one_lock_that_does_not_pass_fails_the_audit_after_all_were_asked(
    failing: str, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    passes, asked = audit._passes, []

    def but_one(lock: Path) -> bool:
        asked.append(lock.as_posix())
        return passes(lock) and lock.as_posix() != failing

    monkeypatch.setattr(audit, "_passes", but_one)
    with pytest.raises(ActionFailed, match=f"The audit of {failing} did not pass"):
        audit.audit()
    assert asked == LOCKS


def test_an_export_that_fails_is_no_audit_without_findings(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_succeeds", lambda command: command[0] != "uv")
    with pytest.raises(ActionFailed, match=r"The audit of tools/sam/uv\.lock, uv\.lock did not pass"):
        audit.audit()


def test_a_repository_without_a_lock_is_not_audited(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "files", lambda: [Path("README.md")])
    with pytest.raises(ActionFailed, match="nothing was audited"):
        audit.audit()
    assert calls == []
