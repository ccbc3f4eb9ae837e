"""What the public tools for templates find: cfn-lint, cloudformation-validate, Guard with the rules of Control Tower,
and checkov. cdk-nag is not here, since it judges constructs while they are synthesised.
"""

import functools
import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode import decode
from cfnlint.runner import Runner
from cloudformation_validate import CompositeEngine, Severity, ValidateConfig

from benchmarks.template import ROOT, controls
from golden_paths.verifier.repository import Repository

# Outside our lock: it wants other versions of what cfn-lint and the CDK need.
CHECKOV = "checkov==3.3.30"
REGION = "eu-central-1"

# How often a tool finds something by each of its rules, in each template.
Findings = Counter[tuple[str, str]]


@dataclass
class Tools:
    """Judges templates. Equal texts are judged once. Use as a context: it ends checkov.

    scratch: for the templates, which each tool reads from a file of its own.
    """

    scratch: Path
    _known: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _checkov: "subprocess.Popen[str] | None" = None

    def __enter__(self) -> "Tools":
        return self

    def __exit__(self, *_: object) -> None:
        if self._checkov:
            self._checkov.communicate()

    @property
    def names(self) -> Mapping[str, Callable[[Path], Counter[str]]]:
        return {
            "cfn-lint": _cfn_lint,
            "cloudformation-validate": _cloudformation_validate,
            "Guard": _guard,
            "checkov": self._by_checkov,
        }

    def findings(self, tool: str, repository: Repository) -> Findings:
        """Of one tool, in all templates of a repository."""
        found: Findings = Counter()
        for template in repository.templates:
            # cfn-lint and checkov transform a template of SAM themselves, and want to see it as it was written.
            written = repository.files[template.file]
            text = written if tool in {"cfn-lint", "checkov"} else json.dumps(template.body, default=str)
            for rule, times in self._judged(tool, text, Path(template.file).name).items():
                found[template.file, rule] += times
        return found

    def _judged(self, tool: str, text: str, name: str) -> Counter[str]:
        key = (tool, hashlib.sha256(text.encode()).hexdigest())
        if key not in self._known:
            file = self.scratch / key[1] / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
            self._known[key] = self.names[tool](file)
        return self._known[key]

    def _by_checkov(self, file: Path) -> Counter[str]:
        if not self._checkov:
            alone = [
                sys.executable,
                "-m",
                "uv",
                "run",
                "--quiet",
                "--no-project",
                "--isolated",
                "--python",
                "3.11",
                "--with",
                CHECKOV,
            ]
            asked = [*alone, "python", str(ROOT / "benchmarks" / "asked_checkov.py")]
            self._checkov = subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._checkov.stdin and self._checkov.stdout
        self._checkov.stdin.write(f"{file}\n")
        self._checkov.stdin.flush()
        return Counter(json.loads(self._checkov.stdout.readline()))


@functools.cache
def _linter() -> Runner:
    return Runner(ConfigMixIn(**ManualArgs(regions=[REGION])))


def _cfn_lint(file: Path) -> Counter[str]:
    template, errors = decode(str(file))
    matches = errors if errors else _linter().validate_template(template)
    return Counter(match.rule.id for match in matches)


@functools.cache
def _engine() -> Any:
    return CompositeEngine()


def _cloudformation_validate(file: Path) -> Counter[str]:
    """Warnings and worse; below are proposals."""
    config = ValidateConfig(severity_level=Severity.WARN)
    return Counter(each.rule_id for each in _engine().validate_template(file, config).diagnostics)


def _guard(file: Path) -> Counter[str]:
    return Counter(each.control for each in controls(file))
