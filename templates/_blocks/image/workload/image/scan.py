"""Waits for the scan that ECR starts when an image is pushed, and refuses what it must not have.

Basic scanning and Amazon Inspector (enhanced scanning) answer in different words. What is neither a finished scan nor
one that still runs is refused: an image of which nothing is known must not be deployed.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from workload.image import Image, accepted

REFUSED_SEVERITIES = ("CRITICAL",)
# Inspector keeps an image under watch after its first scan: ACTIVE.
FINISHED = {"COMPLETE", "ACTIVE"}
RUNNING = {"IN_PROGRESS", "PENDING"}
WAIT_SECONDS = 10
LIMIT_MINUTES = 15


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """A known vulnerability. package: name and version, as far as the scan says."""

    id: str
    severity: str
    package: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.id} in {self.package}"


def scan(image: Image, *, accepted_file: Path = accepted.FILE) -> None:
    """Print every finding of a refused severity.

    Raises ActionFailed: there is one that nobody accepted, an acceptance has expired, or there is no result.
    """
    known = accepted.read(accepted_file)
    findings = [finding for finding in found(image) if finding.severity in REFUSED_SEVERITIES]
    refused = sorted({finding for finding in findings if finding.id not in known})
    for finding in refused:
        print(finding, file=sys.stderr)
    if refused:
        raise ActionFailed(
            f"{image.uri} has {len(refused)} vulnerabilities of severity {' or '.join(REFUSED_SEVERITIES)}: update the "
            f"package or the base image, or accept one for a time in {accepted_file}."
        )
    print(f"{image.uri}: scanned, {len({finding.id for finding in findings})} accepted, none refused.")


def found(image: Image) -> Iterator[Finding]:
    """The findings of the finished scan, all pages of it. Raises ActionFailed: it does not finish, or it failed."""
    page = _finished(image)
    while True:
        result = page["imageScanFindings"]
        yield from (_basic(finding) for finding in result.get("findings", ()))
        yield from (_enhanced(finding) for finding in result.get("enhancedFindings", ()))
        if not page.get("nextToken"):
            return
        page = _ask(image, nextToken=page["nextToken"])


def _finished(image: Image) -> Any:
    status = "no scan"
    for _ in range(LIMIT_MINUTES * 60 // WAIT_SECONDS):
        try:
            answer = _ask(image)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ScanNotFoundException":
                raise
        else:
            status = answer["imageScanStatus"]["status"]
            # An image may be under watch before its first scan has ended.
            if status in FINISHED and answer.get("imageScanFindings", {}).get("imageScanCompletedAt"):
                return answer
            if status not in FINISHED | RUNNING:
                why = answer["imageScanStatus"].get("description", "no reason given")
                raise ActionFailed(f"{image.uri} was not scanned: {status} ({why}); it must not be deployed.")
        time.sleep(WAIT_SECONDS)
    raise ActionFailed(
        f"{image.uri} has no result of a scan after {LIMIT_MINUTES} minutes ({status}); "
        "its repository must scan on push."
    )


def _ask(image: Image, **more: str) -> Any:
    return image.repository.client().describe_image_scan_findings(
        registryId=image.repository.account,
        repositoryName=image.repository.name,
        imageId={"imageDigest": image.digest},
        **more,
    )


def _basic(finding: Any) -> Finding:
    more = {attribute["key"]: attribute.get("value", "") for attribute in finding.get("attributes", ())}
    package = f"{more.get('package_name', 'unknown package')} {more.get('package_version', '')}".strip()
    return Finding(id=finding["name"], severity=finding["severity"], package=package)


def _enhanced(finding: Any) -> Finding:
    details = finding.get("packageVulnerabilityDetails", {})
    packages = [f"{each['name']} {each.get('version', '')}".strip() for each in details.get("vulnerablePackages", ())]
    # Findings that are about no package have a title only.
    name = details.get("vulnerabilityId") or finding.get("title", "unnamed finding")
    return Finding(id=name, severity=finding["severity"], package=", ".join(packages) or "unknown package")
