"""The management API of the network function: reads, checks, changes and restores its policy.

`api` takes requests, `logic` decides, `store` keeps the versions in S3. The functions on the instances fetch the
newest version from there by themselves: this API never talks to them.
"""
