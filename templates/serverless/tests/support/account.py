"""Values of templates as an account would give them, so that a program can be started with them."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

ACCOUNT = "111111111111"
# What `Ref` gives where it is not the name.
REF = {
    "AWS::KMS::Key": "{id}",
    "AWS::Lambda::Alias": "arn:aws:lambda:{region}:{account}:function:{name}:live",
    "AWS::Lambda::Version": "arn:aws:lambda:{region}:{account}:function:{name}:1",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "https://sqs.{region}.amazonaws.com/{account}/{name}",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:{region}:{account}:stateMachine:{name}",
}
# What `Arn` ends in, after the account, where it is not the name.
ARN_ENDS = {
    "AWS::DynamoDB::GlobalTable": "table/{name}",
    "AWS::DynamoDB::Table": "table/{name}",
    "AWS::IAM::Role": "role/{name}",
    "AWS::KMS::Key": "key/{id}",
    "AWS::Lambda::Function": "function:{name}",
    "AWS::Logs::LogGroup": "log-group:{name}:*",
    "AWS::S3::Bucket": "{name}",
}
WITHOUT_REGION, WITHOUT_ACCOUNT = {"iam", "s3"}, {"s3"}


def is_true(value: Any) -> bool:
    """Whether a property says so, as the CDK writes it or as a person does."""
    return str(value).lower() == "true"


class Account:
    """One account and region with some stacks: `stacks` are their templates, by part (`data`, `service`).

    A name is made of the part and the logical id, and stands in the ARN and URL of the resource as well, so that one is
    found in the other.
    """

    def __init__(self, region: str, stacks: Mapping[str, Mapping[str, Any]]) -> None:
        self.region = region
        self._stacks = stacks
        self._outputs = {
            name: (part, output["Value"])
            for part, template in stacks.items()
            for id, output in template.get("Outputs", {}).items()
            for name in (id, str(output.get("Export", {}).get("Name", id)))
        }

    def outputs(self, part: str) -> dict[str, str]:
        """The outputs of one stack."""
        return {name: self.value(part, each["Value"]) for name, each in self._stacks[part].get("Outputs", {}).items()}

    def value(self, part: str, value: Any) -> str:
        """What CloudFormation puts in the place of `value`, which stands in the template `part`."""
        if isinstance(value, list):
            return ",".join(self.value(part, each) for each in value)
        if not isinstance(value, dict):
            return str(value)
        (function, given), *_ = value.items()
        match function:
            case "Ref":
                return self._ref(part, given)
            case "Fn::GetAtt":
                return self._attribute(part, *(given if isinstance(given, list) else given.split(".", 1)))
            case "Fn::Join":
                return str(given[0]).join(self.value(part, each) for each in given[1])
            case "Fn::Sub":
                text, own = given if isinstance(given, list) else (given, {})
                return re.sub(r"\$\{([^}]+)\}", lambda found: self._in_text(part, found[1], own), text)
            case "Fn::Select":
                parts = self.value(part, given[1]).split(",")
                return parts[min(int(given[0]), len(parts) - 1)]
            case "Fn::Split":
                return self.value(part, given[1]).replace(str(given[0]), ",")
            case "Fn::GetStackOutput":
                return self._output(given["OutputName"])
            case "Fn::ImportValue":
                return self._output(self.value(part, given))
        return str(given)

    def _in_text(self, part: str, name: str, own: Mapping[str, Any]) -> str:
        if name in own:
            return self.value(part, own[name])
        return self.value(part, {"Fn::GetAtt": name} if "." in name else {"Ref": name})

    def _output(self, name: str) -> str:
        part, value = self._outputs.get(name, ("", name))
        return self.value(part, value)

    def _ref(self, part: str, id: str) -> str:
        pseudo = {"Partition": "aws", "Region": self.region, "AccountId": ACCOUNT, "URLSuffix": "amazonaws.com"}
        if id.startswith("AWS::"):
            return pseudo.get(id.removeprefix("AWS::"), part)
        parameters = self._stacks[part].get("Parameters", {})
        if id in parameters:
            return str(parameters[id].get("Default", id))
        return self._said(part, id, REF.get(self._kind(part, id), "{name}"))

    def _attribute(self, part: str, id: str, attribute: str) -> str:
        if attribute == "Version":
            return "1"
        if attribute.endswith(("Endpoint", "Url", "URL")):
            return f"https://{part}-{id}.example.com"
        if not attribute.endswith("Arn"):
            return self._said(part, id, "{name}")
        kind = self._kind(part, id)
        service = kind.split("::")[1].lower()
        region = "" if service in WITHOUT_REGION else self.region
        account = "" if service in WITHOUT_ACCOUNT else ACCOUNT
        return f"arn:aws:{service}:{region}:{account}:" + self._said(part, id, ARN_ENDS.get(kind, "{name}"))

    def _kind(self, part: str, id: str) -> str:
        return str(self._stacks[part]["Resources"].get(id, {}).get("Type", "AWS::Unknown::Resource"))

    def _said(self, part: str, id: str, form: str) -> str:
        # The name of a bucket has no capital letters.
        name = f"{part}-{id}".lower() if self._kind(part, id) == "AWS::S3::Bucket" else f"{part}-{id}"
        properties = self._stacks[part]["Resources"].get(id, {}).get("Properties", {})
        # That of a FIFO queue or topic ends so.
        if is_true(properties.get("FifoQueue")) or is_true(properties.get("FifoTopic")):
            name += ".fifo"
        return form.format(region=self.region, account=ACCOUNT, name=name, id=uuid.uuid5(uuid.NAMESPACE_DNS, name))
