"""Reasons for which more than one part of the service accepts a finding of cdk-nag: a stack has room for ten."""

# For IAM4 and IAM5: a managed policy, or rights without resources, that a service of AWS needs to do its own work.
AWS_ITSELF = "A service of AWS uses these rights itself, as AWS documents them, on resources that it names later"
