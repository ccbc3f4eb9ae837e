"""The probe, compiled once."""

from pathlib import Path

import pytest

from programs.program import Program
from tests.support.programs_cobol import compiled, probe


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return probe(compiled(tmp_path_factory.mktemp("probe")))


@pytest.fixture(scope="session")
def folder(program: Program) -> Path:
    return program.folder
