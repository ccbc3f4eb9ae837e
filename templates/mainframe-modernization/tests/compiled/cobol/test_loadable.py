"""What the last stage of the Dockerfile asks of the programs before there is an image."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cobol_behaviours import REPOSITORY
from tests.support.cobol_sources import repository, source
from workload.cobol.cobc import without_noise
from workload.cobol.compiler import build

SCRIPT = REPOSITORY / "workload/cobol/loadable.py"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    called = source("CALLED", "    GOBACK.", using="AREA-1")
    repository(tmp_path, {"CALLED": called, "MAIN": source("MAIN", "    GOBACK.")}, {"UNUSED": "01  U PIC X."})
    build(tmp_path, tmp_path / "build")
    return tmp_path / "build"


def said(programs: Path, *before: str) -> tuple[int, str]:
    """Exit code and sentence. before: statements of Python that run first."""
    program = "\n".join([*before, "import runpy", f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"])
    done = subprocess.run([sys.executable, "-c", program, programs], capture_output=True, text=True, check=False)
    return done.returncode, without_noise(done.stderr)


def test_programs_that_can_be_loaded_pass(programs: Path) -> None:
    assert said(programs) == (0, "")


def test_an_image_without_the_run_time_of_cobol_is_refused(programs: Path) -> None:
    absent = "ctypes.CDLL = lambda name: (_ for _ in ()).throw(OSError(f'{name}: cannot open shared object file'))"
    code, sentence = said(programs, "import ctypes", absent)
    assert code == 1
    assert sentence.startswith("The run time of GnuCOBOL is missing: install Debian's libcob4t64 in this stage")


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    assert said(tmp_path) == (1, f"{tmp_path} has no program; the stage `programs` compiles them.")


def test_a_module_that_is_none_is_refused(programs: Path) -> None:
    (programs / "CALLED.so").write_bytes(b"no module")
    code, sentence = said(programs)
    assert code == 1
    assert sentence.startswith(f"{programs}/CALLED.so cannot be loaded: ")


def test_a_main_program_whose_library_is_missing_is_refused(programs: Path) -> None:
    main = programs / "MAIN"
    main.write_bytes(main.read_bytes().replace(b"libcob.so.4\0", b"libcob.so.9\0"))
    assert said(programs) == (1, f"{main} cannot be started: libcob.so.9 is missing.")


def test_the_dockerfile_runs_it_in_the_stage_of_the_release() -> None:
    stages = (REPOSITORY / "Dockerfile").read_text("utf-8").split("\nFROM ")
    [service] = [stage for stage in stages if stage.startswith("python AS service")]
    assert "python /run/loadable.py build/cobol" in service
    assert stages[-1].startswith("service\n")
