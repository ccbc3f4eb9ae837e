"""The compiler on this machine: which version it is, and one run of it."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from workload.cobol.dialect import flags
from workload.cobol.errors import CobolError

# Both were tried with every case of tests/behaviours; 3.2 is the one of the image.
VERSIONS = ("3.1.2", "3.2")

# GnuCOBOL 3.2 of Debian 13 says so on each start of a program; nothing is wrong.
_NOISE = re.compile(r"^Warning: program compiled against libxml.*\n?", re.MULTILINE)
_VERSION = re.compile(r"^cobc \(GnuCOBOL\) (\S+?)(?:\.0)?$", re.MULTILINE)
_MESSAGE = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+): (?:(?P<kind>error|warning): )?(?P<text>.+)$", re.MULTILINE)


@cache
def version() -> str:
    """The version of cobc. Raises CobolError: there is none, or one that was not tried."""
    command = shutil.which("cobc")
    if command is None:
        raise CobolError(
            "There is no COBOL compiler (cobc): install it with `apt-get install gnucobol3`, or let a container bring "
            "it: `make cobol-check-container`."
        )
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    said = done.stdout
    found = _VERSION.search(said)
    if found is None or found[1] not in VERSIONS:
        shown = said.splitlines()[0] if said else "nothing"
        raise CobolError(
            f"`cobc --version` says {shown!r}; this repository was tried with GnuCOBOL {' and '.join(VERSIONS)}: "
            "install Debian's gnucobol3 (gnucobol4 is an older snapshot without indexed files)."
        )
    return found[1]


def without_noise(errors: str) -> str:
    """What a program wrote to stderr, without what every program writes there."""
    return _NOISE.sub("", errors).strip()


def compile_program(
    source: Path,
    target: Path,
    *,
    executable: bool,
    copybooks: Sequence[Path],
    options: Sequence[str] = (),
) -> None:
    """Compile one program to `target`, which appears whole or not at all.

    executable: a main program, otherwise a module that is called. copybooks: folders where COPY looks.
    options: other flags than those of the build.
    Raises CobolError: cobc found an error or a warning. Of warnings the build allows none.
    """
    version()
    folders = [folder.resolve() for folder in copybooks]
    root = Path(os.path.commonpath([source.parent.resolve(), *folders]))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".cobc-") as scratch:
        made = Path(scratch, target.name)
        # Relative, as the messages of the compiler then are.
        looked = [f"-I{folder.relative_to(root)}" for folder in folders]
        command = ["cobc", "-x" if executable else "-m", *(options or flags()), *looked, f"-o{made.resolve()}"]
        done = subprocess.run(  # noqa: S603 - the compiler, with our own words
            [*command, str(source.resolve().relative_to(root))],
            cwd=root,
            env={**os.environ, "TMPDIR": str(Path(scratch).resolve()), "LC_ALL": "C"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        said = done.stderr.strip()
        if done.returncode or _MESSAGE.search(said) or "warning:" in said:
            raise CobolError(_sentence(source.resolve().relative_to(root), said, done.returncode), said)
        made.replace(target)


def _sentence(source: Path, said: str, code: int) -> str:
    messages = [found for found in _MESSAGE.finditer(said) if found["kind"]]
    errors = [found for found in messages if found["kind"] == "error"]
    if not messages:
        first = said.splitlines()[0] if said else "nothing"
        return f"{source} does not compile: cobc ended with {code} and says {first!r}."
    worst = (errors or messages)[0]
    text = re.sub(r"\s*\[-W[\w=-]+\]$", "", worst["text"])
    more = f" ({len(messages) - 1} more)" if len(messages) > 1 else ""
    if errors:
        return f"{worst['file']}, line {worst['line']}: {text}{more}."
    hint = (
        " Put it before column 73, or remove sequence numbers." if "column 72" in text or "program-area" in text else ""
    )
    return f"{worst['file']}, line {worst['line']}: {text}{more}; the build allows no warnings.{hint}"
