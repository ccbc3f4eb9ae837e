"""Rules about what a pipeline, its builds and the stacks that it deploys promise each other.

A rule reads CloudFormation templates (of the CDK, of SAM or written by hand), buildspecs and Makefiles. It needs no AWS
account.
"""
