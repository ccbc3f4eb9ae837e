"""The CDK app of this repository: context of `cdk.json`, and cdk-nag on everything."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from security import nag
from security.origins import remember_lines

CDK_JSON = Path(__file__).parent.parent / "cdk.json"


def application(
    *, outdir: str | None = None, context: Mapping[str, Any] | None = None, validated: bool = True
) -> cdk.App:
    """An app that fails on a finding nobody accepted.

    outdir: where `synth()` writes; by default where the CDK CLI says, else `cdk.out`.
    context: added to the context of `cdk.json`, which the CLI would otherwise read.
    validated: let the CDK check the templates by rules of its own, which takes as long as the rest of a synthesis.
    """
    remember_lines()
    known = json.loads(CDK_JSON.read_text(encoding="utf-8"))["context"]
    app = cdk.App(
        outdir=outdir or os.environ.get("CDK_OUTDIR", "cdk.out"),
        context={**known, **(context or {})},
        builtin_cloud_formation_validation=validated,
    )
    nag.check(app)
    return app
