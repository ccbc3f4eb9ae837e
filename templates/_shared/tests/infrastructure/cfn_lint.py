"""cfn-lint over a final template. W3005, a DependsOn that is implied already, is noise in what the CDK writes."""

import functools
import json

from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode.decode import decode_str
from cfnlint.runner import Runner

from tests.infrastructure.cloudformation import Template

NOISE = ["W3005"]


@functools.cache
def _runner(region: str) -> Runner:
    # Loading the rules takes longer than most templates do.
    return Runner(ConfigMixIn(**ManualArgs(regions=[region], ignore_checks=NOISE)))


def findings(template: Template, region: str) -> list[str]:
    """Errors and warnings, as `E3002 what is wrong`."""
    decoded, errors = decode_str(json.dumps(template))
    if errors or decoded is None:
        return [f"{match.rule.id} {match.message}" for match in errors or []] or ["E0000 the template is empty"]
    return [f"{match.rule.id} {match.message}" for match in _runner(region).validate_template(decoded)]
