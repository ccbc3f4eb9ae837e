"""The region of AWS, by the name that ECS and people set."""

import os


def use_region() -> None:
    """boto3 reads AWS_DEFAULT_REGION alone, and a task or a person says AWS_REGION. One that is set already stays."""
    if region := os.environ.get("AWS_REGION"):
        os.environ.setdefault("AWS_DEFAULT_REGION", region)
