"""An engine and a registry that only note what they are asked."""

import shlex
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tests.support.judged_calls import AwsFake

ORDERS = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders"
CACHE = f"{ORDERS}-build-cache"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"

# In the language that starts fastest, with nothing but its own words: nothing else is on PATH.
TOOL = """#!/bin/sh
folder={folder}
. "$folder/answer"
stdin= metadata= before=
for word in "$@"; do
    [ "$word" != --password-stdin ] || IFS= read -r stdin
    [ "$before" != --metadata-file ] || metadata=$word
    before=$word
done
printf '%s\\037' "$stdin" "${{0##*/}}" "$@" >> "$folder/calls"
printf '\\n' >> "$folder/calls"
if [ -n "$metadata" ]; then
    printf '{{"containerimage.digest": "%s"}}' "$says" > "$metadata"
    printf %s "$arrives" > "$folder/arrived"
fi
[ "$1" != "$fails" ] || exit "$code"
"""


@dataclass(frozen=True)
class Call:
    """One run of a tool: its words, and what came through stdin."""

    words: list[str]
    stdin: str

    def values(self, option: str) -> list[str]:
        """What was given with an option, each time that it was given."""
        return [value for name, value in zip(self.words, self.words[1:], strict=False) if name == option]


@dataclass(frozen=True)
class Engine:
    """The only folder on PATH."""

    folder: Path

    def install(self, *tools: str) -> None:
        """From now on these tools are there."""
        for tool in tools:
            (self.folder / tool).write_text(TOOL.format(folder=shlex.quote(str(self.folder))))
            (self.folder / tool).chmod(0o755)

    def answer(self, *, says: str = DIGEST, arrives: str = DIGEST, fails: str = "", code: int = 1) -> None:
        """says: the digest that docker writes down. arrives: what the registry has then, or nothing.

        fails: the first word of what ends with `code`.
        """
        answer = {"says": says, "arrives": arrives, "fails": fails, "code": str(code)}
        (self.folder / "answer").write_text("\n".join(f"{name}={shlex.quote(value)}" for name, value in answer.items()))

    @property
    def arrived(self) -> str:
        """The digest that the registry has got, or nothing."""
        file = self.folder / "arrived"
        return file.read_text() if file.exists() else ""

    @property
    def calls(self) -> list[Call]:
        """What ran, in order."""
        file = self.folder / "calls"
        lines = file.read_text().split("\x1f\n")[:-1] if file.exists() else []
        return [Call(words=words, stdin=stdin) for stdin, *words in (line.split("\x1f") for line in lines)]


def refusal(code: str, operation: str) -> ClientError:
    """An error of AWS."""
    return ClientError({"Error": {"Code": code, "Message": f"{code}: no"}}, operation)


@dataclass
class Ecr(AwsFake, services=("ecr",)):
    """ECR. tags: what it has besides what arrived. scans: its answers for findings, the last one for good."""

    engine: Engine
    clients: list[tuple[str, str]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    scans: list[Any] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)

    def client(self, service: str, *, region_name: str) -> Any:
        """Stands for boto3.client."""
        self.clients.append((service, region_name))
        return {"ecr": self, "ecr-public": Gallery()}[service]

    def get_authorization_token(self) -> Any:
        """A password for a day."""
        return {"authorizationData": [{"authorizationToken": b64encode(b"AWS:of-the-registry").decode()}]}

    def describe_images(self, *, registryId: str, repositoryName: str, imageIds: list[dict[str, str]]) -> Any:
        """The one image with this tag."""
        assert (registryId, repositoryName) == ("111122223333", "orders")
        digest = self.tags.get(imageIds[0]["imageTag"]) or self.engine.arrived
        if not digest:
            raise refusal("ImageNotFoundException", "DescribeImages")
        return {"imageDetails": [{"imageDigest": digest}]}

    def describe_image_scan_findings(self, **question: Any) -> Any:
        """The next answer."""
        self.questions.append(question)
        answer = self.scans.pop(0) if len(self.scans) > 1 else self.scans[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Gallery(AwsFake, services=("ecr-public",)):
    """ECR Public."""

    def get_authorization_token(self) -> Any:
        """In another form than that of ECR."""
        return {"authorizationData": {"authorizationToken": b64encode(b"AWS:of-the-gallery").decode()}}


def finished(*findings: dict[str, Any], status: str = "COMPLETE", kind: str = "findings", **more: Any) -> Any:
    """The answer of a scan that has ended."""
    return {
        "imageScanStatus": {"status": status},
        "imageScanFindings": {"imageScanCompletedAt": datetime(2026, 1, 1, tzinfo=UTC), kind: list(findings)},
        **more,
    }


def basic(name: str, severity: str = "CRITICAL") -> dict[str, Any]:
    """A finding of ECR's own scanner."""
    attributes = [{"key": "package_name", "value": "zlib"}, {"key": "package_version", "value": "1:1.2.13"}]
    return {"name": name, "severity": severity, "uri": "https://example.com", "attributes": attributes}


def enhanced(name: str, severity: str = "CRITICAL") -> dict[str, Any]:
    """A finding of Amazon Inspector."""
    details = {"vulnerabilityId": name, "vulnerablePackages": [{"name": "zlib1g", "version": "1.2.13"}]}
    return {"title": f"{name} - zlib1g", "severity": severity, "packageVulnerabilityDetails": details}


def running(status: str) -> Any:
    """The answer of a scan that has not ended, or never will."""
    return {"imageScanStatus": {"status": status, "description": "as AWS says"}}
