"""Run in a rendered repository: prints as JSON what an approver reads of a harmless, a wider, a replacing change."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.cwd()))

from monitoring.change_sets import changes
from pipeline.review.summary import PartSummary, page, sentence
from tests.support.change_sets import ChangeSets, change, replacing

SERVICE, DATA = "orders-prod-service", "orders-prod-data"
CODE = "code 9f2c1b7a5d3e"


def function(memory: int, code: str) -> dict[str, Any]:
    return {"MemorySize": memory, "Code": {"S3Bucket": "cdk-orders-assets", "S3Key": f"{code}.zip"}}


def role(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": [*actions], "Resource": "arn:aws:dynamodb:eu-west-1:1:table/orders"}
    return {"Roles": ["orders-prod-api"], "PolicyDocument": {"Statement": [statement]}}


def modified(name: str, type: str, before: dict[str, Any], after: dict[str, Any], **more: Any) -> dict[str, Any]:
    contexts = {key: json.dumps({"Properties": each}) for key, each in (("Before", before), ("After", after))}
    told = {f"{key}Context": value for key, value in contexts.items()}
    return change(name, type=type, **{"Replacement": "False", **told, **more})


FUNCTION = modified("Function", "AWS::Lambda::Function", function(512, "1a2b"), function(1024, "9f2c1b7a5d3e"))
ALIAS = modified("Alias", "AWS::Lambda::Alias", {"FunctionVersion": "41"}, {"FunctionVersion": "42"})
VERSION = change("Version42", "Add", "AWS::Lambda::Version")
WIDER = modified("ApiPolicy", "AWS::IAM::Policy", role("dynamodb:GetItem"), role("dynamodb:*"))
OPEN = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}
OPENED = modified("Group", "AWS::EC2::SecurityGroup", {}, {"SecurityGroupIngress": [OPEN]})
REPLACED = modified(
    "OrdersTable315BB997",
    "AWS::DynamoDB::Table",
    {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
    {"KeySchema": [{"AttributeName": "number", "KeyType": "HASH"}]},
    Replacement="True",
    PolicyAction="ReplaceAndRetain",
    Details=[replacing("KeySchema")],
)


def part(stack: str, *entries: dict[str, Any], deployed: tuple[str, ...] = ()) -> PartSummary:
    found = changes(ChangeSets([*entries]), stack, "review")
    return PartSummary(stack=stack, changes=tuple(found), deployed=deployed)


RELEASES = {
    "harmless-change": [part(DATA), part(SERVICE, VERSION, FUNCTION, ALIAS, deployed=(CODE,))],
    "wider-role": [part(DATA), part(SERVICE, FUNCTION, WIDER, OPENED, deployed=(CODE,))],
    # Allowed by replace_data: else there is no summary, but a refusal.
    "replaced-table": [part(DATA, REPLACED), part(SERVICE, deployed=(CODE,))],
}

if __name__ == "__main__":
    line = "In the approval itself: "
    pages = {name: f"{page('prod', parts)}\n{line}{sentence(parts)}\n" for name, parts in RELEASES.items()}
    print(json.dumps(pages))
