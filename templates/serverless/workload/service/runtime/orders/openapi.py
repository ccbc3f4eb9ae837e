"""The OpenAPI document of the service, made from the code: `make openapi`."""

import json
import os
from typing import Any

from orders.responses import UNEXPECTED

TITLE = "Orders"
API_VERSION = "1.0.0"


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document. Needs no AWS account and no environment variables."""
    # The handler checks its environment when it is imported; the document depends on none of these values.
    for name in (
        "POWERTOOLS_SERVICE_NAME",
        "POWERTOOLS_METRICS_NAMESPACE",
        "TABLE_NAME",
        "IDEMPOTENCY_TABLE_NAME",
        "AWS_DEFAULT_REGION",
    ):
        os.environ.setdefault(name, "documentation")
    from orders.handlers.api import app

    made: dict[str, Any] = json.loads(app.get_openapi_json_schema(title=TITLE, version=API_VERSION))
    _only_our_errors(made)
    return made


def _only_our_errors(made: dict[str, Any]) -> None:
    """Powertools documents its own error bodies (422, 500) on every route; this service never sends them."""
    schemas = made["components"]["schemas"]
    ours = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
    for path in made["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            answers["500"] = {"description": UNEXPECTED, "content": ours}
            if "HTTPValidationError" in json.dumps(answers.get("422", "")):
                del answers["422"]
            operation["responses"] = dict(sorted(answers.items()))
    for name in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        schemas.pop(name, None)


if __name__ == "__main__":
    print(json.dumps(document(), indent=2))
