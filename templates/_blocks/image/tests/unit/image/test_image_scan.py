"""An image is deployed only when a finished scan shows nothing critical that the team has not accepted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from settings.failure import ActionFailed
from tests.support.image import DIGEST, ORDERS, Ecr, basic, enhanced, finished, refusal, running
from workload.image import Image, scan

TODAY = datetime.now(UTC).date()
ENTRY = '[[accepted]]\nid = "{id}"\nreason = "Nothing here calls it"\nuntil = {until}\n'


@pytest.fixture(autouse=True)
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited; no time passes."""
    waited: list[float] = []
    monkeypatch.setattr(scan.time, "sleep", waited.append)
    return waited


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    return tmp_path / "accepted_vulnerabilities.toml"


def refused(image: Image, accepted: Path) -> str:
    with pytest.raises(ActionFailed) as failure:
        scan.scan(image, accepted_file=accepted)
    assert len(str(failure.value).splitlines()) == 1
    return str(failure.value)


def test_a_clean_image_passes(ecr: Ecr, image: Image, accepted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ecr.scans = [finished(basic("CVE-1", "HIGH"))]
    scan.scan(image, accepted_file=accepted)
    assert "scanned, 0 accepted, none refused" in capsys.readouterr().out
    asked = {"registryId": "111122223333", "repositoryName": "orders", "imageId": {"imageDigest": DIGEST}}
    assert ecr.questions == [asked]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (finished(basic("CVE-1")), "CRITICAL: CVE-1 in zlib 1:1.2.13"),
        (finished(enhanced("CVE-1"), status="ACTIVE", kind="enhancedFindings"), "CRITICAL: CVE-1 in zlib1g 1.2.13"),
        (finished({"name": "CVE-1", "severity": "CRITICAL"}), "CRITICAL: CVE-1 in unknown package"),
        (
            finished({"title": "A secret", "severity": "CRITICAL"}, kind="enhancedFindings"),
            "CRITICAL: A secret in unknown package",
        ),
    ],
)
def test_a_critical_finding_is_named_and_refused(
    ecr: Ecr, image: Image, accepted: Path, capsys: pytest.CaptureFixture[str], answer: Any, line: str
) -> None:
    ecr.scans = [answer]
    assert f"{ORDERS}@{DIGEST} has 1 vulnerabilities of severity CRITICAL" in refused(image, accepted)
    assert capsys.readouterr().err.splitlines() == [line]


def test_findings_on_a_later_page_count(ecr: Ecr, image: Image, accepted: Path) -> None:
    ecr.scans = [finished(basic("CVE-1", "LOW"), nextToken="page 2"), finished(basic("CVE-2"))]
    assert "has 1 vulnerabilities" in refused(image, accepted)
    assert [question.get("nextToken") for question in ecr.questions] == [None, "page 2"]


def test_what_the_team_accepted_until_today_passes(ecr: Ecr, image: Image, accepted: Path) -> None:
    ecr.scans = [finished(basic("CVE-1"))]
    accepted.write_text(ENTRY.format(id="CVE-1", until=TODAY))
    scan.scan(image, accepted_file=accepted)


def test_an_accepted_finding_does_not_hide_another_one(
    ecr: Ecr, image: Image, accepted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ecr.scans = [finished(basic("CVE-1"), basic("CVE-2"))]
    accepted.write_text(ENTRY.format(id="CVE-1", until=TODAY))
    assert "has 1 vulnerabilities" in refused(image, accepted)
    assert "CVE-2" in capsys.readouterr().err


@pytest.mark.parametrize("found", ["CVE-1", "CVE-2"])
def test_an_acceptance_that_has_expired_stops_the_release_even_when_its_finding_is_gone(
    ecr: Ecr, image: Image, accepted: Path, found: str
) -> None:
    ecr.scans = [finished(basic(found, "LOW"))]
    yesterday = TODAY - timedelta(days=1)
    accepted.write_text(ENTRY.format(id="CVE-1", until=yesterday))
    assert f"a day that has passed: CVE-1 ({yesterday})" in refused(image, accepted)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[accepted]", "is no TOML"),
        ('[[accepted]]\nid = "CVE-1"\nuntil = 2030-01-01\n', "accepted.0.reason: Field required"),
        ('[[accepted]]\nid = "CVE-1"\nreason = "because"\nuntil = 2030-01-01\n', "accepted.0.reason: String should"),
        ('[[accepted]]\nid = "CVE-1"\nreason = "No code of ours"\n', "accepted.0.until: Field required"),
        (ENTRY.format(id="CVE-1", until='"soon"'), "accepted.0.until: "),
        ('[[acepted]]\nid = "CVE-1"\n', "acepted: Extra inputs are not permitted"),
    ],
)
def test_an_entry_without_reason_or_day_is_refused(
    ecr: Ecr, image: Image, accepted: Path, text: str, sentence: str
) -> None:
    ecr.scans = [finished()]
    accepted.write_text(text)
    assert sentence in refused(image, accepted)


def test_a_scan_that_has_not_begun_or_still_runs_is_waited_for(
    ecr: Ecr, image: Image, accepted: Path, sleeps: list[float]
) -> None:
    missing = refusal("ScanNotFoundException", "DescribeImageScanFindings")
    # Inspector: under watch, and yet without a first result.
    ecr.scans = [missing, running("PENDING"), running("IN_PROGRESS"), running("ACTIVE"), finished(status="ACTIVE")]
    scan.scan(image, accepted_file=accepted)
    assert sleeps == [scan.WAIT_SECONDS] * 4


@pytest.mark.parametrize("status", ["FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED", "A_NEW_ONE"])
def test_an_image_that_could_not_be_scanned_is_refused(ecr: Ecr, image: Image, accepted: Path, status: str) -> None:
    ecr.scans = [running(status)]
    assert f"was not scanned: {status} (as AWS says)" in refused(image, accepted)


def test_a_repository_that_does_not_scan_is_refused_in_the_end(
    ecr: Ecr, image: Image, accepted: Path, sleeps: list[float]
) -> None:
    ecr.scans = [refusal("ScanNotFoundException", "DescribeImageScanFindings")]
    sentence = refused(image, accepted)
    assert "no result of a scan after 15 minutes (no scan); its repository must scan on push" in sentence
    assert sum(sleeps) == 15 * 60


def test_a_refusal_by_aws_is_no_scan_that_runs(ecr: Ecr, image: Image, accepted: Path, sleeps: list[float]) -> None:
    ecr.scans = [refusal("AccessDeniedException", "DescribeImageScanFindings")]
    with pytest.raises(Exception, match="AccessDeniedException"):
        scan.scan(image, accepted_file=accepted)
    assert sleeps == []
