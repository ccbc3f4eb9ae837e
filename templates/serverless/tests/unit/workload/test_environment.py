"""A value that AWS would refuse is refused here, in one sentence with the value, the rule and an example."""

from dataclasses import replace
from typing import Any

import pytest

from environments import SANDBOX
from settings.configuration import ConfigurationError
from settings.delivery import Delivery


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"memory_mb": 64}, r"memory_mb=64: Lambda allows 128 to 10240, for example memory_mb=512"),
        ({"requests_per_second": 0}, r"requests_per_second=0: at least 1, .* for example requests_per_second=100"),
        ({"p99_milliseconds": 0}, r"p99_milliseconds=0: at least 1 millisecond, for example p99_milliseconds=2000"),
        ({"log_retention_days": 6}, r"log_retention_days=6: CloudWatch Logs keeps .* for example"),
        ({"region": "eu-wset-1"}, r'region="eu-wset-1": .* for example region="eu-west-1"'),
        ({"pause_minutes": 5}, r"pause_minutes=5 of sandbox: only Amazon ECS waits for a person, .* leave it out"),
        ({"delivery": Delivery.rolling()}, r"Delivery\.rolling\(\) replaces tasks of containers"),
        ({"delivery": Delivery.canary(percent=10, minutes=111)}, r"111 minutes of shifting and 10 of hooks are 121"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_it_is_refused_with_value_rule_and_example(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        replace(SANDBOX, **values)
