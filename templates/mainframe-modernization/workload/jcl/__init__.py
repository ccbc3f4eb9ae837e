"""Turns simple JCL into the job definition that `batch` runs, and lists what it cannot turn. Source of the rules:
IBM z/OS MVS JCL Reference (SA23-1385)."""
