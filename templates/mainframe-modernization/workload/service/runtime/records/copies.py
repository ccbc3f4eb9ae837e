"""COPY within a copybook, with REPLACING (IBM Enterprise COBOL Language Reference, COPY statement)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from records.copybook_error import CopybookError
from records.source import Kind, Word, pseudo_words, words

_SUFFIXES = (".cpy", ".CPY", ".cbl", ".CBL", "")
_DEEPEST = 16


@dataclass(frozen=True)
class Replacement:
    """By words; `part`: "" for whole words, else where in a word: LEADING, TRAILING or ANY (as :TAG:)."""

    old: tuple[str, ...]
    new: tuple[Word, ...]
    part: str = ""


def expand(source: Sequence[Word], folder: Path | None, depth: int = 0) -> Iterator[Word]:
    """`source` with each COPY replaced by what it names in `folder`. Raises CopybookError."""
    place = 0
    while place < len(source):
        word = source[place]
        if word.kind is not Kind.WORD or word.text != "COPY":
            yield word
            place += 1
            continue
        end = _period(source, place)
        name, replacements = _statement(source[place:end])
        if folder is None or depth == _DEEPEST:
            why = "no COPY, since no folder is known" if folder is None else f"COPY at most {_DEEPEST} deep"
            raise CopybookError(word.file, word.line, f"COPY {name}", why)
        copied = words(_text(folder, name, word), f"{name} (COPY of {word.file})")
        yield from substitute(list(expand(copied, folder, depth + 1)), replacements)
        place = end + 1


def substitute(source: Sequence[Word], replacements: Iterable[Replacement]) -> Iterator[Word]:
    """The first replacement that fits a place is taken; what it puts there is not looked at again."""
    place, replacements = 0, tuple(replacements)
    while place < len(source):
        for each in replacements:
            if taken := _fits(source, place, each):
                yield from _put(source[place], each)
                place += taken
                break
        else:
            yield source[place]
            place += 1


def tags(replacing: Iterable[tuple[str, str]]) -> tuple[Replacement, ...]:
    """For text within words, as ":TAG:" → "ACCT"."""
    return tuple(
        Replacement((old.upper(),), (Word(Kind.WORD, new.upper(), "", 0),), part="ANY") for old, new in replacing
    )


def _fits(source: Sequence[Word], place: int, each: Replacement) -> int:
    if each.part:
        text, old = source[place].text, each.old[0]
        at = {"LEADING": text.startswith(old), "TRAILING": text.endswith(old), "ANY": old in text}[each.part]
        return int(at and source[place].kind is Kind.WORD)
    found = tuple(word.text for word in source[place : place + len(each.old)])
    return len(each.old) if found == each.old else 0


def _put(word: Word, each: Replacement) -> Iterator[Word]:
    if not each.part:
        yield from (replace(new, file=word.file, line=word.line) for new in each.new)
        return
    old, new = each.old[0], "".join(map(str, each.new))
    cut = {
        "LEADING": new + word.text[len(old) :],
        "TRAILING": word.text[: -len(old)] + new,
        "ANY": word.text.replace(old, new),
    }[each.part]
    yield replace(word, text=cut)


def _period(source: Sequence[Word], start: int) -> int:
    for place in range(start, len(source)):
        if source[place].kind is Kind.PERIOD:
            return place
    raise CopybookError(source[start].file, source[start].line, "COPY without its end", "a period")


def _statement(statement: Sequence[Word]) -> tuple[str, list[Replacement]]:
    copy, *rest = statement
    if not rest:
        raise CopybookError(copy.file, copy.line, "COPY without a name", "COPY name")
    name, rest = rest[0].text.strip("'\""), [word for word in rest[1:] if word.text != "SUPPRESS"]
    if rest and rest[0].text in ("OF", "IN"):
        rest = rest[2:]
    if rest and rest[0].text != "REPLACING":
        raise CopybookError(rest[0].file, rest[0].line, str(rest[0]), "REPLACING or a period")
    return name, list(_pairs(rest[1:]))


def _pairs(rest: Sequence[Word]) -> Iterator[Replacement]:
    while rest:
        part = rest[0].text if rest[0].text in ("LEADING", "TRAILING") and rest[0].kind is Kind.WORD else ""
        pair = rest[1:4] if part else rest[:3]
        if len(pair) < 3 or pair[1].text != "BY":
            raise CopybookError(rest[0].file, rest[0].line, f"REPLACING {rest[0]}", "==old== BY ==new==")
        old, new = (pseudo_words(each) if each.kind is Kind.PSEUDO else [each] for each in (pair[0], pair[2]))
        text = tuple(word.text for word in old)
        if not part and len(text) == 1 and text[0][0] in ":(" and text[0][-1] in ":)":
            part = "ANY"
        if not text or (part and len(text) > 1):
            raise CopybookError(pair[0].file, pair[0].line, f"=={pair[0]}==", "a word to replace")
        yield Replacement(text, tuple(new), part)
        rest = rest[4:] if part in ("LEADING", "TRAILING") else rest[3:]


def _text(folder: Path, name: str, word: Word) -> str:
    for suffix in _SUFFIXES:
        if (path := folder / f"{name}{suffix}").is_file():
            return path.read_text("utf-8", errors="replace")
    raise CopybookError(word.file, word.line, f"COPY {name}", f"the file {name}.cpy in {folder}")
