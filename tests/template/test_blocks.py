"""A file that more than one architecture or variant has exists once, in a block, and arrives as it is."""

import re
import subprocess
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from blocks import ELSEWHERE, LISTED, VERIFIER, chosen_blocks, folder, in_block, shared_by
from exports import BLOCKS, ROOT, template_files, text_files
from rendering import examples, render, render_answers, rendered_files
from variants import ARCHITECTURES, STUBS, VARIANTS, each_architecture, each_variant


def test_the_lists_are_the_folders() -> None:
    here = {path.parts[2] for path in template_files() if path.is_relative_to(BLOCKS)}
    assert sorted(LISTED) == sorted({*here, *ELSEWHERE})
    assert {block: sorted(paths) for block, paths in LISTED.items()} == {
        block: sorted(in_block(block)) for block in LISTED
    }


def test_every_entry_of_the_lists_says_what_the_file_is() -> None:
    listed, _, _ = (ROOT / "questions" / "shared_files.yml").read_text("utf-8").partition("\nchosen_blocks:")
    entries = re.findall(r"^    (?:- )?[\w./-]+:?(?: .*)?$", listed, re.MULTILINE)
    explained = [block for block in LISTED if block != VERIFIER]
    # And the head of the list of the other one.
    assert len(entries) == sum(len(LISTED[block]) for block in explained) + len(explained) + 1
    assert [line for line in entries if " # " not in line] == [f"    {VERIFIER}: ["]


def test_every_module_of_the_verifier_says_itself_what_it_is() -> None:
    for path in in_block(VERIFIER).values():
        assert re.match(r'"""\w.*[.:]$', (ROOT / path).read_text("utf-8").splitlines()[0].removesuffix('"""')), path


def test_every_block_is_chosen_by_some_architecture() -> None:
    assert {block for answers in VARIANTS.values() for block in chosen_blocks(answers)} == set(LISTED)


@each_variant
def test_no_path_comes_from_two_blocks_or_from_a_block_and_the_architecture(variant: str) -> None:
    # The later one would win without a word.
    own = Path("templates", VARIANTS[variant]["architecture"])
    paths = [path.relative_to(own).as_posix() for path in template_files() if path.is_relative_to(own)]
    paths = [path.removesuffix(".jinja") for path in paths]
    paths += [name for block in chosen_blocks(VARIANTS[variant]) for name in LISTED[block]]
    assert [path for path, times in Counter(paths).items() if times > 1] == []


def test_no_block_knows_which_architecture_uses_it() -> None:
    # In plain code. What answers land in may say a word about each: README, runbook.
    plain = [path for block in LISTED for path in in_block(block).values() if path.suffix == ".py"]
    named = re.compile(r"templates/(serverless|containers|mainframe-modernization|network-functions)")
    assert [path.as_posix() for path in plain if named.search((ROOT / path).read_text("utf-8"))] == []


@each_architecture
def test_every_architecture_pulls_in_its_blocks(architecture: str) -> None:
    names = {path.name for path in template_files() if path.parent == Path("templates", architecture)}
    assert names >= STUBS


def test_no_two_files_are_identical_but_those_stubs() -> None:
    same: dict[bytes, list[Path]] = defaultdict(list)
    for path in text_files():
        if path.parts[0] == "templates" and (content := (ROOT / path).read_bytes()):
            same[content].append(path)
    copies = {tuple(paths) for paths in same.values() if len(paths) > 1}
    stubs = {tuple(sorted(Path("templates", each, name) for each in ARCHITECTURES)) for name in STUBS}
    assert [[path.as_posix() for path in paths] for paths in sorted(copies - stubs)] == []


# Nearly the same, and rightly so: values of each architecture, and what a program makes from each service.
ALIKE = {"data_stack.json", "environments.py.jinja", "openapi.json"}
# The share of the lines of two files that both have.
NEARLY = 0.6


def test_no_two_blocks_or_architectures_have_nearly_the_same_file() -> None:
    lines = {}
    for path in text_files():
        if path.parts[0] == "templates" and path.name not in STUBS | ALIKE and path.suffix != ".lock":
            told = frozenset(line.strip() for line in (ROOT / path).read_text("utf-8").splitlines() if len(line) > 12)
            if len(told) >= 10:
                lines[path] = told
    # The shorter first: what is too short can share too little with the longer one, and most pairs are such.
    files = [
        (path, folder(path), told, len(told)) for path, told in sorted(lines.items(), key=lambda each: len(each[1]))
    ]
    alike = [
        f"{one} and {other}"
        for (one, here, mine, least), (other, there, theirs, most) in combinations(files, 2)
        if least > NEARLY * most and here != there and len(mine & theirs) > NEARLY * len(mine | theirs)
    ]
    assert alike == [], "put what both have into a block"


@each_variant
def test_every_plain_file_is_rendered_byte_for_byte(variant: str) -> None:
    repository = render(VARIANTS[variant])
    plain = {name: path for name, path in shared_by(VARIANTS[variant]).items() if path.suffix != ".jinja"}
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


# Here as in a rendered repository, git must not change the bytes of a data set.
OVER_DATA_SETS = {"data/.gitattributes", "tests/equivalence/golden/.gitattributes"}


def test_files_that_act_on_git_are_templates() -> None:
    # Without `.jinja` they act on this repository.
    acting = [path for path in template_files() if path.name in {".gitignore", ".gitattributes", ".gitmodules"}]
    assert set(acting) == {Path("templates/mainframe-modernization", name) for name in OVER_DATA_SETS}


def test_git_changes_nothing_in_a_data_set() -> None:
    names = "\0".join(path.as_posix() for path in set(template_files()) - set(text_files()))
    command = ["git", "check-attr", "-z", "--stdin", "text"]
    done = subprocess.run(command, cwd=ROOT, input=names, capture_output=True, text=True, check=True)
    told = done.stdout.split("\0")[:-1]
    assert dict(zip(told[::3], told[2::3], strict=True)) == dict.fromkeys(names.split("\0"), "unset")


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


# Not each `{%`: expressions in a state machine of AWS begin with it.
STATEMENTS = [
    f"{{%{space}{word}"
    for space in (" ", "- ")
    for word in ("if", "elif", "else", "for", "set", "include", "import", "from", "yield", "macro", "raw", "end")
]


def template_syntax(repository: Path) -> list[str]:
    """Each mark of the template that a rendered repository still has, in a path or in a file."""
    return [
        f"{path}: {mark}"
        for path in rendered_files(repository)
        for mark in ("{=", "{##", "_copier_", "templates/_blocks", *STATEMENTS)
        if mark in path or mark.encode() in (repository / path).read_bytes()
    ]
