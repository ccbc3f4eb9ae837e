"""What the public tools for templates find: cfn-lint, cloudformation-validate, Guard with the rules of Control Tower,
and checkov. cdk-nag is not here, since it judges constructs while they are synthesised.
"""

import functools
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
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
    """Judges templates. Each tool starts once, and judges equal texts once. Use as a context: it ends checkov.

    scratch: for the templates, which each tool reads from a file of its own. kept: a file that holds what was judged.
    """

    scratch: Path
    kept: Path
    _known: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _checkov: "subprocess.Popen[str] | None" = None

    def __post_init__(self) -> None:
        for line in self.kept.read_text("utf-8").splitlines() if self.kept.is_file() else ():
            tool, digest, found = json.loads(line)
            self._known[tool, digest] = Counter(found)

    def __enter__(self) -> "Tools":
        return self

    def __exit__(self, *_: object) -> None:
        if self._checkov:
            self._checkov.communicate()

    @property
    def names(self) -> Mapping[str, Callable[[Sequence[Path]], list[Counter[str]]]]:
        return {
            "cfn-lint": _one_by_one(_cfn_lint),
            "cloudformation-validate": _one_by_one(_cloudformation_validate),
            "Guard": _one_by_one(_guard),
            "checkov": self._by_checkov,
        }

    def findings(self, tool: str, repository: Repository, files: Collection[str]) -> Findings:
        """Of one tool, in those templates of a repository that are in `files`."""
        # cfn-lint and checkov transform a template of SAM themselves, and want to see it as it was written.
        written = tool in {"cfn-lint", "checkov"}
        texts = {
            template.file: repository.files[template.file] if written else json.dumps(template.body, default=str)
            for template in repository.templates
            if template.file in files
        }
        keys = {file: (tool, hashlib.sha256(text.encode()).hexdigest()) for file, text in texts.items()}
        unknown = {key: file for file, key in keys.items() if key not in self._known}
        if unknown:
            judged = self.names[tool]([self._written(key[1], file, texts[file]) for key, file in unknown.items()])
            self._known.update(zip(unknown, judged, strict=True))
            with self.kept.open("a", encoding="utf-8") as out:
                out.writelines(json.dumps([*key, self._known[key]]) + "\n" for key in unknown)
        return Counter({(file, rule): times for file, key in keys.items() for rule, times in self._known[key].items()})

    def _written(self, name: str, file: str, text: str) -> Path:
        # Under its own name: Guard reads there where a template is deployed.
        path = self.scratch / name / Path(file).name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, "utf-8")
        return path

    def _by_checkov(self, files: Sequence[Path]) -> list[Counter[str]]:
        if not self._checkov:
            alone = ["run", "--quiet", "--no-project", "--isolated", "--python", "3.11", "--with", CHECKOV]
            # -P: beside it lies a `copy.py`, which is not that of Python.
            asked = [sys.executable, "-m", "uv", *alone, "python", "-P", str(ROOT / "benchmarks" / "asked_checkov.py")]
            # To start processes of its own for each run takes checkov longer than the few templates of a fault.
            surroundings = {**os.environ, "CHECKOV_PARALLELIZATION_TYPE": "thread"}
            self._checkov = subprocess.Popen(
                asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
            )
        assert self._checkov.stdin and self._checkov.stdout
        self._checkov.stdin.write(json.dumps([str(file) for file in files]) + "\n")
        self._checkov.stdin.flush()
        failed = json.loads(self._checkov.stdout.readline())
        return [Counter(failed[str(file)]) for file in files]


def _one_by_one(judge: Callable[[Path], Counter[str]]) -> Callable[[Sequence[Path]], list[Counter[str]]]:
    return lambda files: [judge(file) for file in files]


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
