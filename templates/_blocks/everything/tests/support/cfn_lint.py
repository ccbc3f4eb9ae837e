"""cfn-lint over a final template. W3005, a DependsOn that is implied already, is noise in what the CDK writes."""

import functools
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.support.cloudformation import Template
from tests.support.memory import Memory

NOISE = ["W3005"]
CONFIGURATIONS = [folder / f".cfnlintrc{end}" for folder in (Path(), Path.home()) for end in ("", ".yaml", ".yml")]


@dataclass(frozen=True)
class Linter:
    """Reads again only what it has not found clean before."""

    config: pytest.Config

    def findings(self, template: Template, region: str) -> list[str]:
        """Errors and warnings, as `Resources/Queue/Properties/KmsKey: E3002 what is wrong`."""
        text = json.dumps(template)
        clean = Memory.of(self.config, f"cfn-lint/{region}", *_depends_on())
        if clean.knows(text):
            return []
        found = _findings(text, region)
        if not found:
            clean.remember(text)
        return found


@functools.cache
def _depends_on() -> tuple[str, ...]:
    configured = (file.read_text("utf-8") for file in CONFIGURATIONS if file.is_file())
    return version("cfn-lint"), Path(__file__).read_text("utf-8"), *configured


@functools.cache
def _runner(region: str) -> Any:
    # Imported here since that takes longer than to remember, and kept since its rules take longer than most templates.
    from cfnlint.config import ConfigMixIn, ManualArgs
    from cfnlint.runner import Runner

    return Runner(ConfigMixIn(**ManualArgs(regions=[region], ignore_checks=NOISE)))


def _findings(text: str, region: str) -> list[str]:
    from cfnlint.decode.decode import decode_str

    decoded, errors = decode_str(text)
    if errors or decoded is None:
        return [f"{match.rule.id} {match.message}" for match in errors or ()] or ["E0000 the template is empty"]
    found = _runner(region).validate_template(decoded)
    return [f"{'/'.join(map(str, match.path or ['-']))}: {match.rule.id} {match.message}" for match in found]
