"""Loaded before any test imports the CDK, which would otherwise start the Node of the machine."""

import toolchain  # noqa: F401
