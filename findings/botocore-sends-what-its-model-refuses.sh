#!/usr/bin/env bash
# botocore 1.44.5: a parameter that is too long, off the pattern or of no known value is sent, although the model says so.
#
# The description of each service has min, max, pattern and enum. botocore compares types, required members and min, and
# nothing else; its Stubber adds nothing, and moto knows a few limits by itself. So unit tests pass, and AWS answers
# ValidationError in the account, as it does with a RoleSessionName of 65 characters (sts, max 64).
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-cache-dir boto3==1.44.5 botocore==1.44.5
cat >calls.py <<'END'
import sys

import boto3
from botocore.exceptions import ParamValidationError
from botocore.stub import Stubber

ROLE = "arn:aws:iam::111111111111:role/release"
GIVEN = {
    "min 2": {"RoleSessionName": "a"},
    "max 64": {"RoleSessionName": "a" * 65},
    "pattern": {"RoleSessionName": "a b/c"},
    "max 43200": {"RoleSessionName": "release", "DurationSeconds": 90_000},
}


def answer(given):
    sts = boto3.client("sts", "eu-west-1", aws_access_key_id="test", aws_secret_access_key="test")
    try:
        with Stubber(sts) as stubber:
            stubber.add_response("assume_role", {})
            sts.assume_role(RoleArn=ROLE, **given)
        return "taken"
    except ParamValidationError:
        return "refused"


answers = {name: answer(given) for name, given in GIVEN.items()}
print(answers)
sys.exit(answers != {"min 2": "refused", "max 64": "taken", "pattern": "taken", "max 43200": "taken"})
END
if venv/bin/python calls.py; then echo "as described"; else echo "this is no longer so"; exit 1; fi
