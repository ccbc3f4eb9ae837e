"""A repository with one case, whose program is a shell script: what the gate does with what a program can do to it."""

import re
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

from equivalence.__main__ import main
from records.code_pages import CodePage
from tests.support.equivalence_files import COPYBOOK, payment

COPY = 'cp "$DD_PAYIN" "$DD_PAYOUT"'
FILE = "copybook: PAYMENT, format: fixed, code_page: 037"
ENVIRONMENT = '{COB_CURRENT_DATE: "2026/01/31 08:00:00"}'
INPUTS, OUTPUTS = f"{{PAYIN: {{file: in.bin, {FILE}}}}}", f"{{PAYOUT: {{expected: out.bin, {FILE}, key: [PAY-ID]}}}}"


@dataclass
class Repository:
    """Its folder, and what the last run printed."""

    folder: Path

    def __post_init__(self) -> None:
        for name in ("cpy", "programs"):
            (self.folder / name).mkdir()
        (self.folder / "cpy/PAYMENT.cpy").write_text(COPYBOOK)
        records = b"".join(payment(number, CodePage.CP037) for number in range(1, 4))
        for name in ("in.bin", "out.bin"):
            (self.folder / name).write_bytes(records)
        self.program(COPY)
        self.cases()

    def program(self, script: str, name: str = "PAYJOB") -> None:
        """A program that does this."""
        path = self.folder / "programs" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def cases(self, *lines: str, **changed: str) -> None:
        """The case, with other keys; `lines` are further cases."""
        keys = {"name": "pay", "program": "PAYJOB", "environment": ENVIRONMENT, "inputs": INPUTS, "outputs": OUTPUTS}
        case = ", ".join(f"{key}: {value}" for key, value in (keys | changed).items())
        (self.folder / "cases.yaml").write_text("".join(f"- {{{each}}}\n" for each in (case, *lines)))

    def run(self, *more: str) -> int:
        """The exit code of `python -m equivalence`."""
        names = {"cases": "cases.yaml", "programs": "programs", "copybooks": "cpy"}
        paths = names | {"report": "reports/e.html", "junit": "reports/e.xml"}
        return main([*(part for key, name in paths.items() for part in (f"--{key}", str(self.folder / name))), *more])

    @property
    def report(self) -> str:
        """Text of the HTML report, without its tags."""
        return re.sub(r"<[^>]*>", " ", (self.folder / "reports/e.html").read_text())

    @property
    def junit(self) -> dict[str, str]:
        """Message of each test of the JUnit report; "" for one that passes."""
        root = ElementTree.fromstring((self.folder / "reports/e.xml").read_text())
        return {
            str(test.get("name")): " ".join(str(entry.get("message")) for entry in test)
            for test in root.iter("testcase")
        }
