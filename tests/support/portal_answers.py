"""Sets of answers for portals: pairwise ones, and what Copier's own engine thinks of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from allpairspy import AllPairs
from copier._main import Worker
from copier._settings import SettingsModel
from copier._user_data import Question
from exports import exported_questions
from questionnaire import asked, choices

# Texts that conditions look at, and one that they do not.
TEXTS = {
    "region": ["us-east-1", "us-west-1", "eu-west-1"],
    "domain": ["", "api.example.com"],
    "vpc_id": ["", "vpc-0123456789abcdef0"],
    "dev_account": ["", "012345678901"],
}
# Required where they are asked.
ANYWAY = {"certificate": "an ARN", "management_subnets": "two ids", "data_subnets": "two ids"}


def pairwise() -> Iterator[dict[str, Any]]:
    """Answers in which each pair of choices occurs with each architecture, whether Copier takes them or not."""
    values = {name: choices(name) if "choices" in question else TEXTS.get(name) for name, question in asked().items()}
    offered = {name: each for name, each in values.items() if each and len(each) > 1}
    for architecture in offered.pop("architecture"):
        for row in AllPairs(list(offered.values())):
            yield {"architecture": architecture, **dict(zip(offered, row, strict=True))}


def asked_by_copier(answers: Mapping[str, Any]) -> set[str]:
    """The questions that Copier asks with these answers. What its validators say is not heard."""
    data = {**ANYWAY, **answers}
    settings = SettingsModel(defaults={}, trust=[])
    worker = Worker(str(exported_questions()), Path("orders"), data=data, defaults=True, quiet=True, settings=settings)
    taken = patch.multiple(
        Question, validate_answer=lambda self, answer: None, parse_answer=lambda self, answer: self.cast_answer(answer)
    )
    with taken:
        worker._ask()
    return {name for name in asked() if name not in worker.answers.hidden}
