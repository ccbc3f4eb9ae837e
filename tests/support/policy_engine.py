"""Asks a policy engine (@cloud-copilot/iam-simulate) what the roles of a template may do, as IAM would decide it."""

import hashlib
import json
import re
import subprocess
from dataclasses import dataclass, field
from typing import Any

from npm_packages import NODE, installed

ACCOUNT = "111111111111"
PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::Region": "eu-central-1"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One question: may a session of the role do this to the resource?"""

    role: str
    action: str
    resource: str


@dataclass(frozen=True)
class Account:
    """A template with every reference replaced by what it could be in an account.

    roles: the statements of each role, by its logical id. policies: those of buckets and keys, by ARN.
    """

    template: Json
    roles: dict[str, list[Json]] = field(default_factory=dict)
    policies: dict[str, list[Json]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, resource in self.template["Resources"].items():
            given = resource.get("Properties", {})
            match resource["Type"]:
                case "AWS::IAM::Role":
                    documents = [policy["PolicyDocument"] for policy in given.get("Policies", ())]
                    self.roles.setdefault(name, []).extend(self._statements(*documents))
                case "AWS::IAM::Policy":
                    for role in given["Roles"]:
                        self.roles.setdefault(role["Ref"], []).extend(self._statements(given["PolicyDocument"]))
                case "AWS::S3::BucketPolicy":
                    self.policies[self.arn(given["Bucket"]["Ref"])] = self._statements(given["PolicyDocument"])
                case "AWS::KMS::Key":
                    self.policies[self.arn(name)] = self._statements(given["KeyPolicy"])

    def arn(self, logical_id: str) -> str:
        """The ARN that a resource could have. Names that CloudFormation makes are as long as they can be."""
        resource = self.template["Resources"][logical_id]
        match resource["Type"]:
            case "AWS::IAM::Role":
                made = (logical_id + hashlib.sha256(logical_id.encode()).hexdigest())[:64]
                return f"arn:aws:iam::{ACCOUNT}:role/{resource.get('Properties', {}).get('RoleName', made)}"
            case "AWS::S3::Bucket":
                return f"arn:aws:s3:::{logical_id.lower()}"
            case "AWS::KMS::Key":
                return f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/{logical_id}"
            case kind:
                return f"arn:aws:{kind.split('::')[1].lower()}:eu-central-1:{ACCOUNT}:{logical_id}"

    def resolved(self, value: Any) -> Any:
        """`value` without references; whatever else a function of CloudFormation says stands as its JSON."""
        if isinstance(value, list):
            return [self.resolved(each) for each in value]
        if not isinstance(value, dict):
            return value
        match value:
            case {"Ref": str(name)}:
                return PSEUDO.get(name, name)
            case {"Fn::GetAtt": [str(name), "Arn"]}:
                return self.arn(name)
            case {"Fn::GetAtt": [str(name), str(attribute)]}:
                return f"{name}.{attribute}"
            case {"Fn::Join": [str(between), list(parts)]}:
                return between.join(str(self.resolved(part)) for part in parts)
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([^}]+)\}", lambda found: str(self.resolved({"Ref": found[1]})), text)
        return {key: self.resolved(each) for key, each in value.items()}

    def _statements(self, *documents: Json) -> list[Json]:
        return [self.resolved(statement) for document in documents for statement in document["Statement"]]

    def allowed(self, requests: list[Request]) -> set[Request]:
        """Those of the requests that IAM would allow."""
        simulations = json.dumps([self._simulation(request) for request in requests])
        done = subprocess.run(
            [NODE, "simulate.mjs"], cwd=installed("iam"), input=simulations, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        answers = zip(requests, json.loads(done.stdout), strict=True)
        return {request for request, answer in answers if answer == "Allowed"}

    def _simulation(self, request: Request) -> Json:
        role = self.arn(request.role)
        owner = next((arn for arn in self.policies if f"{request.resource}/".startswith(f"{arn}/")), "")
        return {
            "request": {
                "principal": f"{role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session",
                "action": request.action,
                "resource": {"resource": request.resource, "accountId": ACCOUNT},
                "contextVariables": {
                    "aws:PrincipalArn": role,
                    "aws:PrincipalAccount": ACCOUNT,
                    **({"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"} if ":s3:" in request.resource else {}),
                },
            },
            "identityPolicies": [{"name": "own", "policy": document(self.roles[request.role])}],
            "resourcePolicy": document(self.policies[owner]) if owner else None,
            "serviceControlPolicies": [],
            "resourceControlPolicies": [],
        }


def document(statements: list[Json]) -> Json:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": statements}
