"""Any answer that may change later can be reached from any other by `make reconfigure`."""

import functools
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import copier.errors
import pytest
from exports import export_template, keep_in_blocks, scratch
from rendering import ANSWERS_FILE, Answers, copy, examples, stored_answers

from golden_paths.answers import changed_answers, settled
from golden_paths.project import Refused
from golden_paths.template import rendered_answers

# What names deployed things or chooses files of the team stays as it is.
FIXED = ("architecture", "infrastructure", "compute", "shape", "entry", "function", "store", "code_page")
GATEWAY, NETWORK = "gateway-load-balancer", "network-load-balancer"
MAINFRAME = "mainframe-modernization"
KINDS: list[dict[str, Any]] = [
    {"architecture": "serverless", "infrastructure": "cdk"},
    {"architecture": "serverless", "infrastructure": "sam"},
    {"architecture": "containers", "compute": "fargate"},
    {"architecture": "containers", "compute": "ec2"},
    {"architecture": "network-functions", "shape": "vnf", "entry": GATEWAY, "function": "filter"},
    {"architecture": "network-functions", "shape": "vnf", "entry": GATEWAY, "function": "source-nat"},
    {"architecture": "network-functions", "shape": "cnf", "entry": GATEWAY, "function": "filter"},
    {"architecture": "network-functions", "shape": "cnf", "entry": NETWORK, "function": "filter"},
    {"architecture": "network-functions", "shape": "cnf", "entry": NETWORK, "function": "source-nat"},
    {"architecture": MAINFRAME, "store": "postgresql", "compute": "fargate", "code_page": "037"},
    {"architecture": MAINFRAME, "store": "dynamodb", "compute": "ec2", "code_page": "273"},
]
DEFAULT = {"architecture": "serverless", "infrastructure": "cdk", "compute": "fargate"}


@functools.cache
def only_the_answers_file() -> Path:
    target = export_template(scratch() / "answers-file", lambda path: "answers_file" in path.name)
    keep_in_blocks(target, lambda block, path: False)
    return target


def states(kind: Answers) -> dict[str, dict[str, Any]]:
    """The examples of one kind, under one project name, and the defaults; by name of the example."""
    of_kind = {
        name: {**answers, "project_name": "orders"}
        for name, answers in examples().items()
        if all(answers.get(key, DEFAULT.get(key)) == value for key, value in kind.items())
    }
    if kind["architecture"] == "network-functions":
        of_kind |= as_kind(kind)
    if kind["architecture"] == MAINFRAME:
        # There are few of each kind, and what is fixed goes with every other answer.
        of_kind |= {
            name: {**answers, **kind, "project_name": "orders"}
            for name, answers in examples().items()
            if answers["architecture"] == MAINFRAME
        }
    return {"default": {**kind}, **of_kind}


def as_kind(kind: Answers) -> dict[str, dict[str, Any]]:
    """The examples of network functions as if they were of one kind, since there are few of each."""
    others = {
        name: {**answers, **kind, "project_name": "orders"}
        for name, answers in examples().items()
        if answers["architecture"] == "network-functions"
    }
    for answers in others.values():
        # Each entry has deliveries of its own, so another one's is left to the default.
        if (answers["delivery"] == "zone-by-zone") != (answers["entry"] == "gateway-load-balancer"):
            del answers["delivery"]
        if answers["entry"] != "gateway-load-balancer":
            answers.pop("endpoint_subnets", None)
    return others


def rendered(answers: Answers, stored: Path | None = None) -> Path:
    """A repository of its answers file alone, over the stored one. Raises Refused as an update does."""
    folder = Path(tempfile.mkdtemp(dir=scratch())) / "repository"
    folder.mkdir()
    if stored:
        shutil.copy(stored / ANSWERS_FILE, folder)
    try:
        return copy(folder, answers, template=only_the_answers_file(), overwrite=True)
    except (ValueError, copier.errors.CopierError) as error:
        raise Refused(str(error)) from None


def answers_of(repository: Path) -> dict[str, Any]:
    return {name: value for name, value in stored_answers(repository).items() if not name.startswith("_")}


def unreachable(kind: Answers) -> Iterator[str]:
    made = {name: rendered(answers) for name, answers in states(kind).items()}
    for (before, old), (after, new) in itertools.permutations(made.items(), 2):
        stored, wanted = answers_of(old), answers_of(new)
        asked = {name: str(value) for name, value in wanted.items() if stored.get(name) != value}
        try:
            result = settled(lambda given, old=old: rendered(given, stored=old), stored, asked=asked)
            changed_answers(stored, rendered_answers(result), asked=asked)
        except Refused as refused:
            yield f"{before} → {after}: {refused}"
            continue
        if answers_of(result) != wanted:
            yield f"{before} → {after}: {answers_of(result).items() ^ wanted.items()}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: " ".join(kind.values()))
def test_every_example_is_reached_from_every_other_of_its_kind(kind: Answers) -> None:
    assert len(states(kind)) > 5, "there is hardly a pair left to walk"
    assert list(unreachable(kind)) == []


def test_a_repository_from_before_the_question_of_the_audit_trail_keeps_its_own() -> None:
    made = rendered({})
    assert answers_of(made)["audit_trail"] == "organisation"
    file = made / ANSWERS_FILE
    file.write_text(file.read_text("utf-8").replace('audit_trail: "organisation"\n', ""), "utf-8")
    updated = rendered(answers_of(made), stored=made)
    assert answers_of(updated)["audit_trail"] == "own"
    # And no later update asks again.
    assert answers_of(rendered(answers_of(updated), stored=updated))["audit_trail"] == "own"


def test_an_answer_that_does_not_go_with_a_new_one_gives_way_and_is_named() -> None:
    github = rendered({"trigger": "tags", "branch": "release"})
    stored = answers_of(github)
    result = settled(lambda given: rendered(given, stored=github), stored, asked={"source": "s3"})
    now = answers_of(result)
    assert (now["source"], now["trigger"], "branch" in now) == ("s3", "branch", False)
    named = {finding.path for finding in changed_answers(stored, now, asked={"source": "s3"})}
    assert named == {"trigger", "branch", "repository"}


def test_an_answer_that_was_asked_for_and_is_refused_changes_nothing_else() -> None:
    made = rendered({})
    with pytest.raises(Refused, match="eu-nowhere-1"):
        settled(lambda given: rendered(given, stored=made), answers_of(made), asked={"region": "eu-nowhere-1"})
