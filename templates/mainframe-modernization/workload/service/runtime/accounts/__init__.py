"""The online service: the HTTP API calls logic, logic calls ACCTINQ (COBOL) on an account that the store keeps."""
