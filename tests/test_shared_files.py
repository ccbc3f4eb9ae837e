"""Files that all architectures share exist once, in `templates/_shared/`, and arrive as they are."""

import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from exports import ROOT, template_files
from questionnaire import loaded
from rendering import examples, render, render_answers, rendered_files
from variants import ARCHITECTURES, STUBS, VARIANTS, each_architecture, each_variant

SHARED = Path("templates/_shared")
LISTED: dict[str, list[str]] = {
    question: yaml.safe_load(loaded()[question]["default"]) for question in ("shared_files", "cdk_files")
}


def in_shared() -> dict[str, Path]:
    """The files of the folder, by the path at which they are rendered."""
    found = (path for path in template_files() if path.is_relative_to(SHARED))
    return {path.relative_to(SHARED).as_posix().removesuffix(".jinja"): path for path in found}


def shared_by(variant: str) -> dict[str, Path]:
    """Those that this variant has."""
    listed = [*LISTED["shared_files"], *(LISTED["cdk_files"] if VARIANTS[variant]["infrastructure"] == "cdk" else [])]
    return {name: path for name, path in in_shared().items() if name in listed}


def test_the_lists_are_the_folder() -> None:
    assert sorted(LISTED["shared_files"] + LISTED["cdk_files"]) == sorted(in_shared())


def test_every_entry_of_the_lists_says_what_the_file_is() -> None:
    lines = (ROOT / "questions" / "shared_files.yml").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("    - ") and " # " not in line] == []


@each_variant
def test_no_path_comes_from_the_shared_folder_and_an_architecture(variant: str) -> None:
    # The condition in a folder's name is resolved as copier resolves it: chosen, or no folder at all.
    architecture, infrastructure = VARIANTS[variant].values()
    chosen = "{% if infrastructure == '" + infrastructure + "' %}"
    own = set()
    for path in template_files():
        if path.parts[:2] == ("templates", architecture):
            name = Path(*path.parts[2:]).as_posix().replace(chosen, "").replace("{% endif %}", "")
            own.add(name.removesuffix(".jinja"))
    assert sorted(own & set(shared_by(variant))) == []


@each_architecture
def test_every_architecture_pulls_in_the_shared_files(architecture: str) -> None:
    names = {path.name for path in template_files() if path.parent == Path("templates", architecture)}
    assert names >= STUBS


def test_no_two_files_are_identical_but_those_stubs() -> None:
    same: dict[bytes, list[Path]] = defaultdict(list)
    for path in template_files():
        if path.parts[0] == "templates" and (content := (ROOT / path).read_bytes()):
            same[content].append(path)
    copies = {tuple(paths) for paths in same.values() if len(paths) > 1}
    stubs = {tuple(sorted(Path("templates", each, name) for each in ARCHITECTURES)) for name in STUBS}
    assert [[path.as_posix() for path in paths] for paths in sorted(copies - stubs)] == []


@each_variant
def test_every_plain_file_is_rendered_byte_for_byte(variant: str) -> None:
    repository = render(VARIANTS[variant])
    plain = {name: path for name, path in shared_by(variant).items() if path.suffix != ".jinja"}
    assert [name for name, path in plain.items() if read(repository / name) != read(ROOT / path)] == []


def read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b"missing"


@each_variant
def test_no_rendered_file_is_ignored_by_the_rendered_gitignore(variant: str, tmp_path: Path) -> None:
    repository = render(VARIANTS[variant])
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_bytes((repository / ".gitignore").read_bytes())
    command = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin"]
    names = "\n".join(rendered_files(repository))
    done = subprocess.run(command, cwd=tmp_path, input=names, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == []
    assert done.returncode == 1, done.stderr


def test_files_that_act_on_git_are_templates() -> None:
    # Without `.jinja` they would act on this repository.
    acting = [path for path in template_files() if path.name in {".gitignore", ".gitattributes", ".gitmodules"}]
    assert acting == []


def test_nothing_is_a_symbolic_link() -> None:
    # A checkout with core.symlinks=false has text files in their place.
    assert [path.as_posix() for path in template_files() if (ROOT / path).is_symlink()] == []


def test_nothing_depends_on_a_mode_bit() -> None:
    # Windows has none: make calls `python x.py` and `bash x.sh`.
    assert [path.as_posix() for path in template_files() if (ROOT / path).stat().st_mode & 0o111] == []


@each_variant
def test_no_template_syntax_is_left(variant: str) -> None:
    assert template_syntax(render(VARIANTS[variant])) == []


@pytest.mark.parametrize("name", examples())
def test_no_template_syntax_is_left_where_answers_land(name: str) -> None:
    assert template_syntax(render_answers(examples()[name])) == []


def template_syntax(repository: Path) -> list[str]:
    """Each mark of the template that a rendered repository still has, in a path or in a file."""
    return [
        f"{path}: {mark}"
        for path in rendered_files(repository)
        for mark in ("{=", "{%", "{##", "_copier_", "templates/_shared")
        if mark in path or mark.encode() in (repository / path).read_bytes()
    ]
