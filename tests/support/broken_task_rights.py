"""Rights that tasks have, what their templates could say instead, and a part of the sentence that is due then."""

RUNTIME = "workload/service/runtime"
BROKEN = {
    "service": [
        ('"rds-db:connect"', '"rds:Connect"', f"may not rds-db:connect, which {RUNTIME}/web/database.py:"),
        ('"rds-db:connect"', '["rds-db:connect", "s3:GetObject"]', f"may s3:GetObject, which {RUNTIME}/__main__"),
        ('"ecr:BatchGetImage"', '"ecr:ListImages"', "may not ecr:BatchGetImage, so ECS never pulls the image"),
        ('"ecr:BatchGetImage"', '"ecr:BatchGetImage", "ecr:PutImage"', "may ecr:PutImage, which ECS never needs"),
        ('"logs:PutLogEvents"', '"logs:GetLogEvents"', "may not logs:PutLogEvents, so ECS never writes the log"),
        ('"secretsmanager:GetSecretValue"', '"ssm:GetParameters"', "so ECS never reads the secrets of its variables"),
    ],
    "jobs": [
        ('"states:SendTaskHeartbeat"', '"states:Get*"', f"may not states:SendTaskHeartbeat, which {RUNTIME}"),
        ('"states:SendTaskHeartbeat"', '"states:*"', f"may states:*, which {RUNTIME}/batch/step_command.py"),
        ('"ssm:GetParameter"', '"ssm:GetParameters"', f"may not ssm:GetParameter, which {RUNTIME}/router"),
        (
            '"ssm:GetParameter"',
            '["ssm:GetParameter", "ssm:PutParameter"]',
            "may ssm:PutParameter, which",
        ),
    ],
}
