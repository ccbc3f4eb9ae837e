"""COBOL of the repository: compiler, unit tests, static analysis. `python -m workload.cobol build|test|analyse`."""
