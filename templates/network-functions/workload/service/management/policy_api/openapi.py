"""The OpenAPI document of the API, made from the code: `python -m policy_api.openapi`."""

import json
import os
from typing import Any

from packet_filter.placement import Entry, Function

from policy_api.request import YAML, YAML_TYPES

TITLE = "Policy of the network function"
API_VERSION = "1.0.0"

# Routes that read the body themselves, since Powertools knows no YAML.
TAKE_YAML = (("/policy", "put"), ("/policy/validate", "post"))
SIGNATURE = "sigv4"


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document. Needs no AWS account and no environment variables."""
    # The handler checks its environment when it is imported; the document depends on none of these values.
    for name in ("POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POLICY_BUCKET", "DEPLOYED_VERSION"):
        os.environ.setdefault(name, "documentation")
    for name, value in {"FUNCTION": Function.FILTER, "ENTRY": Entry.GATEWAY, "AWS_DEFAULT_REGION": "us-east-1"}.items():
        os.environ.setdefault(name, value)
    from policy_api.access import HEALTH
    from policy_api.api import app

    made: dict[str, Any] = json.loads(app.get_openapi_json_schema(title=TITLE, version=API_VERSION))
    _only_our_errors(made)
    for path, method in TAKE_YAML:
        made["paths"][path][method]["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": {"type": "string"}} for kind in YAML_TYPES},
        }
    for path in ("/policy", "/policy/versions/{version}"):
        made["paths"][path]["get"]["responses"]["200"]["content"][YAML] = {"schema": {"type": "string"}}
    _signed(made, but=HEALTH)
    return made


def _only_our_errors(made: dict[str, Any]) -> None:
    """Powertools documents its own error bodies (422, 500) on every route; this service never sends them."""
    for operations in made["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            answers.pop("500", None)
            if "HTTPValidationError" in json.dumps(answers.get("422", "")):
                del answers["422"]
            operation["responses"] = dict(sorted(answers.items()))
    for name in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)


def _signed(made: dict[str, Any], *, but: str) -> None:
    """Signature Version 4, in the words of API Gateway, on each route but one."""
    made["components"]["securitySchemes"] = {
        SIGNATURE: {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "awsSigv4",
        }
    }
    for path, operations in made["paths"].items():
        for operation in operations.values():
            operation["security"] = [] if path == but else [{SIGNATURE: []}]


if __name__ == "__main__":
    print(json.dumps(document(), indent=2))
