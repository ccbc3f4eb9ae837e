"""Runs the steps of batch jobs as containers, in place of JCL: data sets, return codes, conditions, restart."""
