"""Random histories: what a user does to a rendered repository, and what the template does meanwhile.

Every line that the user adds carries a token of its own (`mine-7;`, in a large addition `mine-7; 2999`), so that
whoever looks for lost lines needs to know nothing of how updates work.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from updates.small_template import BLOCK, write

TOKEN = re.compile(rb"mine-\d+;(?: \d+)?")
TEXTS = ("README.md", "pipeline/stack.py", "pipeline/source.py", "pipeline/checks.py", "service/logic.py", "tool.lock")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does: `kind` names a function below, `file` and `place` choose where."""

    kind: str
    file: int
    place: int


def files_of(folder: Path) -> list[Path]:
    """The files that a step may choose from."""
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return sorted(
        path for path in found if path.name not in (".copier-answers.yml", ".gitignore") and "{" not in path.name
    )


def tokens(folder: Path) -> set[bytes]:
    """The tokens in all files of a work tree, ignored ones too."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {token for path in files for token in TOKEN.findall(path.read_bytes())}


def change(folder: Path, step: Step, line: str) -> None:
    """Do one step below `folder`; `line` is what it adds."""
    files = files_of(folder)
    if files:
        STEPS[step.kind](folder, files[step.file % len(files)], step.place, line.encode())


def _insert(_folder: Path, file: Path, place: int, line: bytes) -> None:
    lines = file.read_bytes().split(b"\n")
    lines.insert(place % len(lines), line)
    file.write_bytes(b"\n".join(lines))


def _replace(_folder: Path, file: Path, place: int, line: bytes) -> None:
    lines = file.read_bytes().split(b"\n")
    lines[place % len(lines)] = line
    file.write_bytes(b"\n".join(lines))


def _cut(_folder: Path, file: Path, place: int, _line: bytes) -> None:
    lines = file.read_bytes().split(b"\n")
    start = place % len(lines)
    file.write_bytes(b"\n".join(lines[:start] + lines[start + 3 :]))


def _add(folder: Path, _file: Path, place: int, line: bytes) -> None:
    write(folder / "new" / f"{place % 3}.txt", line + b"\n")


def _add_deep(folder: Path, _file: Path, place: int, line: bytes) -> None:
    name = ("new", "docs", "docs/guide.md", "pipeline/stages")[place % 4]
    if not (folder / name).exists() and not any((folder / parent).is_file() for parent in Path(name).parents):
        write(folder / name, line + b"\n")


def _delete(_folder: Path, file: Path, _place: int, _line: bytes) -> None:
    file.unlink()


def _rename(_folder: Path, file: Path, place: int, line: bytes) -> None:
    file.rename(file.with_name(f"{place % 5}-{file.name}"[-60:]))


def _move(folder: Path, file: Path, place: int, _line: bytes) -> None:
    target = folder / f"moved-{place % 2}" / file.name
    target.parent.mkdir(exist_ok=True)
    file.rename(target)


def _chmod(_folder: Path, file: Path, _place: int, _line: bytes) -> None:
    file.chmod(0o755)


def _windows_ends(_folder: Path, file: Path, _place: int, line: bytes) -> None:
    file.write_bytes((file.read_bytes() + line + b"\n").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _no_end(_folder: Path, file: Path, _place: int, line: bytes) -> None:
    file.write_bytes(file.read_bytes().rstrip(b"\n") + b"\n" + line)


def _unicode(_folder: Path, file: Path, place: int, line: bytes) -> None:
    _insert(_folder, file, place, line + " ünïcödé ✓ 語".encode())


def _latin(_folder: Path, file: Path, place: int, line: bytes) -> None:
    _insert(_folder, file, place, line + b" caf\xe9")


def _large(_folder: Path, file: Path, _place: int, line: bytes) -> None:
    file.write_bytes(file.read_bytes() + b"".join(line + b" %d\n" % number for number in range(3000)))


def _binary(folder: Path, _file: Path, place: int, line: bytes) -> None:
    target = folder / "logo.png"
    old = target.read_bytes() if target.is_file() else b"\0"
    target.write_bytes(old[: place % (len(old) + 1)] + b"\0" + line + b"\0")


def _edit_a_block(folder: Path, _file: Path, place: int, line: bytes) -> None:
    file = folder / "environments.yml"
    blocks = _blocks(file)
    if blocks:
        number = place % len(blocks)
        blocks[number] = blocks[number].replace(b"  tasks: 1\n", b"  tasks: " + line + b"\n", 1)
        file.write_bytes(b"".join(blocks))


def _add_a_block(folder: Path, _file: Path, place: int, line: bytes) -> None:
    file = folder / "environments.yml"
    blocks = _blocks(file)
    if blocks:
        name = re.sub(r"\W", "", line.decode())
        blocks.insert(place % len(blocks), BLOCK.format(name=name).encode())
        file.write_bytes(b"".join(blocks))


def _blocks(file: Path) -> list[bytes]:
    return re.split(rb"^(?=\w)", file.read_bytes(), flags=re.M)[1:] if file.is_file() else []


def tokens_in_blocks(folder: Path) -> set[tuple[bytes, bytes]]:
    """The tokens in `environments.yml`, each with the name of its block."""
    blocks = _blocks(folder / "environments.yml")
    return {(block.split(b":")[0], token) for block in blocks for token in TOKEN.findall(block)}


def _folder_in_the_way(folder: Path, file: Path, _place: int, line: bytes) -> None:
    file.unlink()
    write(file / "ours", line + b"\n")


def _link_in_the_way(_folder: Path, file: Path, _place: int, _line: bytes) -> None:
    file.unlink()
    file.symlink_to("elsewhere")


def _ignored(folder: Path, _file: Path, place: int, line: bytes) -> None:
    write(folder / f"{place % 3}.local", line + b"\n")


STEPS: dict[str, Callable[[Path, Path, int, bytes], None]] = {
    function.__name__.lstrip("_"): function
    for function in (
        _insert, _replace, _cut, _add, _add_deep, _delete, _rename, _move, _chmod, _windows_ends, _no_end, _unicode,
        _latin, _large, _binary, _edit_a_block, _add_a_block, _folder_in_the_way, _link_in_the_way, _ignored,
    )
}  # fmt: skip
# What a template cannot hold: it renders text, so other encodings and line ends are refused there by other tests.
# It is a folder of files, and none of them is a link.
OF_USERS = {"latin", "windows_ends", "edit_a_block", "folder_in_the_way", "link_in_the_way", "ignored"}
TEMPLATE_STEPS = [kind for kind in STEPS if kind not in OF_USERS]


def histories(kinds: list[str], *, most: int) -> st.SearchStrategy[list[Step]]:
    """Up to `most` steps of these kinds."""
    number = st.integers(0, 60)
    return st.lists(st.builds(Step, st.sampled_from(kinds), number, number), min_size=1, max_size=most)
