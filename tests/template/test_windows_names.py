"""File names of this repository and of what it renders are legal on Windows, and do not differ by case alone."""

import re
import subprocess
from pathlib import PurePosixPath

import pytest
from exports import ROOT, template_files
from rendering import render, rendered_files
from variants import STUBS, VARIANTS, each_variant

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
# Windows allows 260 characters for a whole path; this leaves room for the folder that a person clones into.
LONGEST = 180


def problems(paths: list[str]) -> list[str]:
    """What Windows would refuse in these POSIX paths, one sentence for each."""
    found = [f"{path}: longer than {LONGEST}" for path in paths if len(path) > LONGEST]
    for part in {part for path in paths for part in PurePosixPath(path).parts}:
        if forbidden := re.findall(r'[<>:"|?*\\\x00-\x1f]', part):
            found.append(f"{part}: has {forbidden}")
        if part.endswith((" ", ".")):
            found.append(f"{part}: ends in a space or a dot")
        if part.split(".")[0].rstrip().lower() in DEVICES:
            found.append(f"{part}: is the name of a device")
    folded: dict[str, str] = {}
    for path in paths:
        if folded.setdefault(path.casefold(), path) != path:
            found.append(f"{path}: differs from {folded[path.casefold()]} by case alone")
    return found


def test_names_of_this_repository() -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    assert problems([path for path in listed if path]) == []


@each_variant
def test_names_of_what_is_rendered(variant: str) -> None:
    assert problems(rendered_files(render(VARIANTS[variant]))) == []


def test_no_answer_stands_in_the_name_of_a_file() -> None:
    # Which files there are is said by the blocks that are chosen, and so the variants are all that there are.
    assert sorted({part for path in template_files() for part in path.parts if "{" in part} - STUBS) == []


@pytest.mark.parametrize("path", ["a:b", "a|b", 'a"b', "a?", "aux.py", "docs/CON", "name.", "name ", "a\\b", "x" * 181])
def test_a_name_that_windows_refuses_is_found(path: str) -> None:
    assert problems([path]) != []


def test_names_that_differ_by_case_alone_are_found() -> None:
    assert problems(["docs/Readme.md", "docs/readme.md"]) != []


def test_line_ends_do_not_depend_on_the_machine() -> None:
    # `.gitattributes` of both repositories ask for LF, whatever core.autocrlf says.
    for attributes in (ROOT / ".gitattributes", render() / ".gitattributes"):
        assert "* text=auto eol=lf" in attributes.read_text("utf-8")
    carriage = [path for path in rendered_files(render()) if b"\r\n" in (render() / path).read_bytes()]
    assert carriage == []
