"""The OpenAPI document of the service, made from the code: `make openapi`."""

import json
from typing import Any

from orders.api import create


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document. Needs no database and no environment variables."""
    app = create(None, version="documentation", needed_revision="documentation")  # type: ignore[arg-type]
    return app.openapi()


if __name__ == "__main__":
    print(json.dumps(document(), indent=2))
