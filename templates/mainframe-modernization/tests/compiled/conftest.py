"""Tests that need the COBOL compiler: `make compiled`. Like unit tests they touch neither the network nor an account.

They are a suite of their own, so that `make check` needs no compiler; the check Equivalence runs them in a container.
"""

from tests.unit.conftest import no_network, pytest_collection, pytest_collection_finish, pytest_runtest_makereport

__all__ = ["no_network", "pytest_collection", "pytest_collection_finish", "pytest_runtest_makereport"]
