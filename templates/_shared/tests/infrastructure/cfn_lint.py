"""cfn-lint over a final template. W3005, a DependsOn that is implied already, is noise in what the CDK writes."""

import functools
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode.decode import decode_str
from cfnlint.runner import Runner

from tests.infrastructure.cloudformation import Template

NOISE = ["W3005"]


@dataclass(frozen=True)
class Linter:
    """Remembers in pytest's cache which templates were clean: to read one again takes a second."""

    cache: pytest.Cache | None

    def findings(self, template: Template, region: str) -> list[str]:
        """Errors and warnings, as `E3002 what is wrong`."""
        text = json.dumps(template)
        digest = hashlib.sha256(text.encode()).hexdigest()
        clean = self._clean(region)
        if digest in clean:
            return []
        found = _findings(text, region)
        if self.cache and not found:
            self.cache.set(f"cfn-lint/{region}", {"by": _judge(region), "clean": [*clean, digest]})
        return found

    def _clean(self, region: str) -> list[str]:
        remembered = self.cache.get(f"cfn-lint/{region}", {}) if self.cache else {}
        return remembered["clean"] if remembered.get("by") == _judge(region) else []


def _judge(region: str) -> list[str]:
    """All that an answer depends on beside the template. Some rules look at the date, since runtimes end."""
    return [version("cfn-lint"), date.today().isoformat(), repr(_config(region)), Path(__file__).read_text("utf-8")]


@functools.cache
def _config(region: str) -> ConfigMixIn:
    return ConfigMixIn(**ManualArgs(regions=[region], ignore_checks=NOISE))


@functools.cache
def _runner(region: str) -> Runner:
    # Loading the rules takes longer than most templates do.
    return Runner(_config(region))


def _findings(text: str, region: str) -> list[str]:
    decoded, errors = decode_str(text)
    if errors or decoded is None:
        return [f"{match.rule.id} {match.message}" for match in errors or []] or ["E0000 the template is empty"]
    return [f"{match.rule.id} {match.message}" for match in _runner(region).validate_template(decoded)]
