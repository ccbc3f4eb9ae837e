"""What the task definition and who runs it must agree on. Without the CDK, so that a suite need not start it."""

CONTAINER = "packets"
# The key of the line with the result; `packets/__main__.py`, which runs alone, has it as well.
RESULT = "packet_proof"
