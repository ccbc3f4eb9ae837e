"""What each role of a pipeline may do with each of its artifacts, asked of a policy engine."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from policy_engine import Account, Json, Request

PUT = ("s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectVersionTagging", "s3:AbortMultipartUpload")
DELETE = ("s3:DeleteObject", "s3:DeleteObjectVersion")
GET = "s3:GetObject"
LIST = ("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads")
CHANGE = (
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutLifecycleConfiguration",
)
WORKERS = {"CodeBuild": ("ProjectName", "ServiceRole"), "Lambda": ("FunctionName", "Role")}
# No artifact of a pipeline is called so.
NOBODYS = "Nobodys"


@dataclass(frozen=True)
class Artifacts:
    """By artifact: the roles that may write it, those that have to, those that have to read it.

    builds: the roles that run code of a commit. reading: all roles that may read artifacts.
    """

    may_write: dict[str, set[str]]
    must_write: dict[str, set[str]]
    must_read: dict[str, set[str]]
    builds: set[str]
    reading: set[str]


def artifacts(template: Json) -> Artifacts:
    """As the stages say it: a build works as the role of its project, all else as that of its action."""
    resources, pipeline = template["Resources"], _pipeline(template)
    found = Artifacts(defaultdict(set), defaultdict(set), defaultdict(set), set(), set())
    for action in (action for stage in pipeline["Stages"] for action in stage["Actions"]):
        provider = action["ActionTypeId"]["Provider"]
        working = acting = action["RoleArn"]["Fn::GetAtt"][0]
        if provider in WORKERS:
            setting, role = WORKERS[provider]
            working = resources[action["Configuration"][setting]["Ref"]]["Properties"][role]["Fn::GetAtt"][0]
        of_codepipeline = set() if provider == "CodeBuild" else {acting, pipeline["RoleArn"]["Fn::GetAtt"][0]}
        found.builds.update({working} if provider == "CodeBuild" else ())
        found.reading.update({working} | of_codepipeline)
        for output in action.get("OutputArtifacts", ()):
            found.must_write[output["Name"]].add(working)
            found.may_write[output["Name"]] |= {working} | of_codepipeline
        for given in action.get("InputArtifacts", ()):
            # The guard reads with what CodePipeline hands to it.
            found.must_read[given["Name"]].add(acting if provider == "Lambda" else working)
    # CodePipeline may keep files of its own beside them.
    found.may_write[NOBODYS].add(pipeline["RoleArn"]["Fn::GetAtt"][0])
    return found


def wrong_rights(template: Json) -> list[str]:
    """One sentence for each right on artifacts that a role has too much or lacks."""
    account, named, pipeline = Account(template), artifacts(template), _pipeline(template)
    store = pipeline["ArtifactStore"]
    bucket, key = account.arn(store["Location"]["Ref"]), account.resolved(store["EncryptionKey"]["Id"])
    # Names as CodePipeline cuts them.
    objects = {f"{bucket}/{pipeline['Name'][:20]}/{name[:10]}/Ab1cD2e": name for name in named.may_write}
    assert len(objects) == len(named.may_write), "two artifacts have the same keys"
    asked = [Request(*each) for each in product(account.roles, (*PUT, *DELETE, GET), objects)]
    asked += [Request(*each) for each in product(account.roles, (*LIST, *CHANGE), [bucket])]
    asked += [Request(*each) for each in product(account.roles, ("kms:GenerateDataKey", "kms:Decrypt"), [key])]
    allowed = account.allowed(asked)
    return sorted([*_too_much(allowed, named, objects), *_too_little(allowed, named, objects, key)])


def _pipeline(template: Json) -> Json:
    resources = template["Resources"].values()
    (pipeline,) = (each["Properties"] for each in resources if each["Type"] == "AWS::CodePipeline::Pipeline")
    found: Json = pipeline
    return found


def _too_much(allowed: set[Request], named: Artifacts, objects: dict[str, str]) -> Iterator[str]:
    for request in allowed:
        name = objects.get(request.resource, "")
        writes = request.action in PUT and request.role not in named.may_write.get(name, ())
        finds = request.action in LIST and request.role in named.builds
        reads = request.action == GET and request.role not in named.reading
        if writes or finds or reads or request.action in (*DELETE, *CHANGE):
            yield f"{request.role} may {request.action} {name}".strip()


def _too_little(allowed: set[Request], named: Artifacts, objects: dict[str, str], key: str) -> Iterator[str]:
    for resource, name in objects.items():
        for actions, roles in (
            (("s3:PutObject", "kms:GenerateDataKey"), named.must_write.get(name, ())),
            ((GET, "kms:Decrypt"), named.must_read.get(name, ())),
        ):
            for action, role in product(actions, roles):
                if Request(role, action, key if action.startswith("kms:") else resource) not in allowed:
                    yield f"{role} cannot {action} {name}"


def without(template: Json, kind: str) -> Json:
    """The template without the resources of this type."""
    resources = {name: each for name, each in template["Resources"].items() if each["Type"] != kind}
    return {**template, "Resources": resources}
