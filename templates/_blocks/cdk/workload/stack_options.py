"""What a stage decides about its stacks."""

from typing import TypedDict

import aws_cdk as cdk


class StackOptions(TypedDict):
    """Arguments that go to `cdk.Stack` as they are."""

    stack_name: str
    termination_protection: bool
    synthesizer: cdk.IStackSynthesizer
