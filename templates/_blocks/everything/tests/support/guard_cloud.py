"""AWS as the guard of the pipeline's update sees it, in memory."""

import functools
import io
import json
import zipfile
from copy import deepcopy
from typing import Any

from pipeline.self_update import inline
from tests.support.judged_calls import AwsFake

JOB = "11111111-1111-1111-1111-111111111111"
OWN, OLDER = (f"{digit * 8}-2222-2222-2222-222222222222" for digit in "23")
TEMPLATE = "cdk.out/orders-pipeline.template.json"
PARAMETERS = {
    "stack": "orders-pipeline",
    "template": TEMPLATE,
    "pipeline": "orders",
    "stage": "UpdatePipeline",
    "parameter": "/orders/pipeline/confirmed-change",
    "wait_minutes": 60,
}


@functools.lru_cache(maxsize=1)
def artifact(template: str) -> bytes:
    """What Build made: so large that nobody wants to read all of it for one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("dist/large", b"x" * 3_000_000)
        archive.writestr(TEMPLATE, template)
    return file.getvalue()


class Cloud(AwsFake, services=("codepipeline", "s3", "cloudformation", "ssm")):
    """Every service that the guard calls, in memory."""

    def __init__(self, template: Any) -> None:
        self.deployed = template
        self.new = deepcopy(template)
        self.confirmed = ""
        self.later_stages: list[dict[str, Any]] = []
        self.daily_runs: set[str] = set()
        self.failure = ""
        self.success: dict[str, Any] = {}
        self.ranges: list[str] = []
        self.handed_on: dict[str, Any] = {}
        self.exceptions = type("Exceptions", (), {"ParameterNotFound": KeyError})

    def client(self, _service: str, **_options: Any) -> "Cloud":
        return self

    def artifact(self) -> bytes:
        return artifact(json.dumps(self.new))

    def head_object(self, **_of: str) -> dict[str, Any]:
        return {"ContentLength": len(self.artifact())}

    def get_object(self, *, Range: str, **_of: str) -> dict[str, Any]:
        self.ranges.append(Range)
        first, last = map(int, Range.removeprefix("bytes=").split("-"))
        return {"Body": io.BytesIO(self.artifact()[first : last + 1])}

    def put_object(self, **written: Any) -> None:
        self.handed_on = written

    def get_template(self, **_of: str) -> dict[str, Any]:
        mangled = json.dumps(self.deployed, ensure_ascii=False).encode("ascii", "replace")
        return {"TemplateBody": json.loads(mangled)}

    def get_parameter(self, **_of: str) -> dict[str, Any]:
        if not self.confirmed:
            raise KeyError
        return {"Parameter": {"Value": self.confirmed}}

    def get_pipeline_state(self, **_of: str) -> dict[str, Any]:
        own = {"stageName": "UpdatePipeline", "latestExecution": {"pipelineExecutionId": OWN, "status": "InProgress"}}
        return {"stageStates": [{"stageName": "Source"}, own, *self.later_stages]}

    def get_pipeline_execution(self, *, pipelineName: str, pipelineExecutionId: str) -> dict[str, Any]:
        assert pipelineName == PARAMETERS["pipeline"]
        value = "false" if pipelineExecutionId in self.daily_runs else "true"
        return {"pipelineExecution": {"variables": [{"name": "RELEASE", "resolvedValue": value}]}}

    def put_job_success_result(self, **answer: Any) -> None:
        self.success = answer

    def put_job_failure_result(self, *, failureDetails: dict[str, str], **_job: str) -> None:
        self.failure = failureDetails["message"]

    def run_guard(self, token: str = "", parameters: Any = None) -> None:
        self.success, self.failure, self.handed_on = {}, "", {}
        deployed: dict[str, Any] = {}
        exec(inline.code(), deployed)  # noqa: S102 - this is what Lambda does with it
        data = {
            "actionConfiguration": {"configuration": {"UserParameters": json.dumps(parameters or PARAMETERS)}},
            "inputArtifacts": [{"location": {"s3Location": {"bucketName": "artifacts", "objectKey": "Build/1"}}}],
            "outputArtifacts": [{"location": {"s3Location": {"bucketName": "artifacts", "objectKey": "Template/1"}}}],
            "artifactCredentials": {"accessKeyId": "a", "secretAccessKey": "b", "sessionToken": "c"},
            **({"continuationToken": token} if token else {}),
        }
        deployed["handler"]({"CodePipeline.job": {"id": JOB, "data": data}}, None)
