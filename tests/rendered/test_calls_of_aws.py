"""What is written about the calls of AWS in a repository: which no test makes, and which a role may not or need not."""

import json
from pathlib import Path
from typing import Any

import pytest
from called_rights import wrong_rights_of_functions
from written_calls import never_made

PROGRAM = """import boto3

def weigh(table: str) -> None:
    ssm = boto3.client("ssm")
    ssm.put_parameter(Name=table,
                      Value="1")
    ssm.get_parameter(Name=table)
    for page in boto3.client("cloudformation").get_paginator("list_stacks").paginate():
        print(page)
    print("no call".copy())
"""
FILE = "workload/weigh.py"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one program."""
    file = tmp_path / "repository" / FILE
    file.parent.mkdir(parents=True)
    file.write_text(PROGRAM, "utf-8")
    return tmp_path / "repository"


def recorded(folder: Path, *made: tuple[str, int]) -> Path:
    folder.mkdir()
    frames = [[method, [["pipeline/other.py", 3], [FILE, line]]] for method, line in made]
    folder.joinpath("1.json").write_text(json.dumps(frames), "utf-8")
    return folder


def test_a_call_that_no_test_makes_is_named_with_its_line(repository: Path, tmp_path: Path) -> None:
    made = recorded(tmp_path / "one", ("put_parameter", 6), ("list_stacks", 9))
    assert never_made(repository, made) == [f"{FILE}:7: get_parameter"]
    # The same operation on another line is another call
    made = recorded(tmp_path / "another", ("put_parameter", 7), ("get_parameter", 7))
    assert never_made(repository, made) == [f"{FILE}:5: put_parameter", f"{FILE}:8: list_stacks"]


def function(*actions: str) -> dict[str, Any]:
    """A template with one function, whose code is the program, and its role."""
    statement = {"Effect": "Allow", "Action": [*actions], "Resource": "*"}
    role = {"Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": [statement]}}]}
    code = {"Runtime": "python3.13", "Handler": "workload.weigh.weigh", "Code": {"S3Bucket": "b"}}
    return {
        "Resources": {
            "Weigh": {"Type": "AWS::Lambda::Function", "Properties": {**code, "Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        }
    }


def test_a_function_may_what_it_calls_and_nothing_else(repository: Path) -> None:
    right = function("ssm:GetParameter", "ssm:PutParameter", "cloudformation:ListStacks", "logs:PutLogEvents")
    assert wrong_rights_of_functions(right, repository) == []
    wrong = function("ssm:GetParameter", "cloudformation:List*", "ssm:DeleteParameter")
    assert wrong_rights_of_functions(wrong, repository) == [
        f"Weigh calls {FILE}:5: put_parameter and may not ssm:PutParameter",
        "Weigh may ssm:DeleteParameter, which it never calls",
    ]
