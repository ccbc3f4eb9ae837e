"""A compiler that the cases of tests/behaviours were not tried with is refused."""

import os
import re
from pathlib import Path

import pytest

from workload.cobol.cobc import version
from workload.cobol.errors import CobolError


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            None,
            "install it with `apt-get install gnucobol3`, or let a container bring it: `make cobol-check-container`.",
        ),
        ("cobc (GnuCOBOL) 4.0-early-dev.0", "this repository was tried with GnuCOBOL 3.1.2 and 3.2"),
        ("cobc (GnuCOBOL) 2.2.0", "this repository was tried with GnuCOBOL 3.1.2 and 3.2"),
    ],
)
def test_a_compiler_that_was_not_tried_is_refused(
    answers: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    if answers:
        (tmp_path / "bin/cobc").write_text(f"#!/bin/sh\necho '{answers}'\n")
        (tmp_path / "bin/cobc").chmod(0o755)
    version.cache_clear()
    monkeypatch.setenv("PATH", os.fspath(tmp_path / "bin"))
    with pytest.raises(CobolError, match=re.escape(said)):
        version()
    version.cache_clear()
