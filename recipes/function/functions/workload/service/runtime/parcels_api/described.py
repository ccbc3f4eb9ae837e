"""The part of the OpenAPI document that describes this function."""

import json
import os
from typing import Any


def describe(document: dict[str, Any]) -> None:
    """Put the paths and models of this function before those that `document` has."""
    # The handler checks its environment when it is imported; the document depends on no value of it.
    os.environ.setdefault("RELEASED_VERSION", "documentation")
    from parcels_api.handler import app

    info = document["info"]
    mine = json.loads(app.get_openapi_json_schema(title=info["title"], version=info["version"]))
    schemas = document["components"]["schemas"]
    new = {name: schema for name, schema in mine["components"]["schemas"].items() if name not in schemas}
    document["paths"] = mine["paths"] | document["paths"]
    document["components"]["schemas"] = new | schemas
