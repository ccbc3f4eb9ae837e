"""COBOL unit tests: programs of tests/cobol that call what they test, or copy its paragraphs, and display results.

The lines are those of tests/cobol/cpy/TESTPROC.cpy: TEST (a name), PASSED or FAILED (what was looked at), at the end
TESTS (how many began). A program that abends, sets a return code or stops early is red, and so is a test that looks at
nothing.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from workload.cobol.cobc import compile_program, without_noise
from workload.cobol.dialect import dialect_of, flags
from workload.cobol.errors import CobolError
from workload.cobol.source import read_source

# A unit test has no reason to take longer.
_SECONDS = 60


@dataclass(kw_only=True)
class Case:
    """One test. failures: a sentence each; looks: how many PASSED and FAILED it has."""

    program: str
    name: str
    failures: list[str] = field(default_factory=list)
    looks: int = 0


def run_tests(folder: Path, programs: Path, target: Path) -> list[Case]:
    """Compile and run each program of `folder`/tests/cobol, against what the build made in `programs`.

    Returns the tests of all, in order. Raises CobolError: there is none, or one does not compile.
    """
    paths = sorted((folder / "tests/cobol").glob("*.cbl"))
    if not paths:
        raise CobolError(
            f"{folder / 'tests/cobol'} has no test program; expected for example tests/cobol/TACCTINQ.cbl."
        )
    return [case for path in paths for case in _run(folder, path, programs, target)]


def _run(folder: Path, path: Path, programs: Path, target: Path) -> list[Case]:
    name = read_source(path, path.relative_to(folder)).program
    executable = target / name
    looked, options = (folder / "cpy", path.parent / "cpy"), flags(dialect_of(folder))
    compile_program(path, executable, executable=True, copybooks=looked, options=options)
    environment = {**os.environ, "COB_LIBRARY_PATH": str(programs.resolve()), "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - a test program of this repository
            [str(executable.resolve())],
            cwd=target,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [_whole(name, f"It did not end within {_SECONDS} seconds.")]
    return _cases(name, done.stdout, without_noise(done.stderr), done.returncode)


def _cases(program: str, printed: str, errors: str, code: int) -> list[Case]:
    cases: list[Case] = []
    promised: int | None = None
    for line in printed.splitlines():
        kind, text = line[:7].rstrip(), " ".join(line[7:].split())
        if kind == "TEST":
            cases.append(Case(program=program, name=text))
        elif kind in ("PASSED", "FAILED") and cases:
            cases[-1].looks += 1
            cases[-1].failures += [text] if kind == "FAILED" else []
        elif kind == "TESTS" and text.isdigit():
            promised = int(text)
    for case in cases:
        case.failures += [] if case.looks else ["It looks at nothing."]
    cases.extend(_whole(program, sentence) for sentence in _ends_badly(len(cases), promised, errors, code))
    return cases


def _ends_badly(found: int, promised: int | None, errors: str, code: int) -> Iterator[str]:
    if code:
        yield f"It ended with exit code {code}. {errors}".strip()
    elif promised is None:
        yield "It ended before TEST-END."
    elif not found or promised != found:
        yield f"It says that {promised} tests began, and {found} did."


def _whole(program: str, sentence: str) -> Case:
    return Case(program=program, name="the program as a whole", failures=[sentence])


def write_junit(cases: list[Case], path: Path, seconds: float) -> None:
    """Write them as JUnit, a test suite for each program."""
    root = ElementTree.Element("testsuites", time=f"{seconds:.3f}")
    for program in dict.fromkeys(case.program for case in cases):
        mine = [case for case in cases if case.program == program]
        failed = sum(bool(case.failures) for case in mine)
        suite = ElementTree.SubElement(root, "testsuite", name=program, tests=str(len(mine)), failures=str(failed))
        for case in mine:
            element = ElementTree.SubElement(suite, "testcase", classname=program, name=case.name)
            if case.failures:
                failure = ElementTree.SubElement(element, "failure", message=_printable(case.failures[0]))
                failure.text = _printable("\n".join(case.failures))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}")
    ElementTree.ElementTree(root).write(part, encoding="utf-8", xml_declaration=True)
    part.replace(path)


def _printable(text: str) -> str:
    """XML has no control characters, and a COBOL field may hold any."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\N{REPLACEMENT CHARACTER}" for character in text
    )
