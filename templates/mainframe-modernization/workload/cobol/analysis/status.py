"""Files whose status nobody looks at: the program goes on with a record that was not read or not written."""

from collections.abc import Iterable, Iterator

from workload.cobol.analysis.findings import Finding
from workload.cobol.analysis.procedure import Paragraph
from workload.cobol.analysis.program import Program
from workload.cobol.analysis.statements import Statement

_VERBS = frozenset({"OPEN", "CLOSE", "READ", "WRITE", "REWRITE", "DELETE", "START"})
_MODES = frozenset({"INPUT", "OUTPUT", "I-O", "EXTEND"})


def status_checks(program: Program) -> Iterator[Finding]:
    """A finding for each SELECT without FILE STATUS, for each statement whose status no statement looks at before the
    next one on that file, and for each SORT or MERGE without SORT-RETURN.

    The look may be in the same paragraph or in one that it performs next; USE AFTER ERROR counts as well.
    """
    for file in program.files.values():
        if not (file.status or file.sorts or file.name in program.handled):
            yield Finding(
                file=file.file,
                line=file.line,
                check="file-status",
                place=f"{program.name}.{file.name}",
                sentence=f"SELECT {file.name} has no FILE STATUS.",
            )
    for paragraph in program.paragraphs:
        for number, statement in enumerate(paragraph.statements):
            for name, looked_at in _files(statement, program):
                if not _looks(program, paragraph, number, looked_at):
                    what = f"{statement.verb} {name} ({_shown(looked_at, program)})"
                    yield Finding(
                        file=statement.tokens[0].file,
                        line=statement.tokens[0].line,
                        check="file-status",
                        place=program.place(paragraph),
                        sentence=f"nothing looks at the result of {what}.",
                    )


def _shown(names: frozenset[str], program: Program) -> str:
    statuses = {file.status for file in program.files.values()} | {"SORT-RETURN"}
    return min(names & statuses)


def _files(statement: Statement, program: Program) -> Iterator[tuple[str, frozenset[str]]]:
    """Each file that the statement works on, and the names of which one has to be looked at behind it."""
    words = statement.words
    if words[0] in ("SORT", "MERGE") and words[1:2] and words[1] in program.files:
        yield words[1], frozenset({"SORT-RETURN"})
    if words[0] not in _VERBS or program.handled & (_MODES & set(words)):
        return
    by_record = {record: file for file in program.files.values() for record in file.records}
    for word in words[1:] if words[0] in ("OPEN", "CLOSE") else words[1:2]:
        file = program.files.get(word) or by_record.get(word)
        if file is not None and file.status and file.name not in program.handled:
            yield file.name, program.group_of(file.status)


def _looks(program: Program, paragraph: Paragraph, number: int, names: frozenset[str]) -> bool:
    """Whether a statement behind the one with this number looks, before another one works on a file."""
    depth = paragraph.statements[number].depth
    for following in paragraph.statements[number + 1 :]:
        if following.depth < depth and _any_looks(_loops_around(paragraph, number), names):
            return True
        if not names.isdisjoint(following.words):
            return True
        if following.verb in _VERBS or following.verb in ("GOBACK", "STOP"):
            return False
        performed = _performed(program, following, set())
        if _any_looks(performed, names):
            return True
        if any(statement.verb in _VERBS for statement in performed):
            return False
    loops = [each for other in program.paragraphs for each in other.statements if _is_loop_of(each, paragraph)]
    return _any_looks([*loops, *_loops_around(paragraph, number)], names)


def _any_looks(statements: Iterable[Statement], names: frozenset[str]) -> bool:
    return any(not names.isdisjoint(statement.words) for statement in statements)


def _performed(program: Program, statement: Statement, seen: set[str]) -> list[Statement]:
    """All statements that a PERFORM runs, through other paragraphs as well."""
    name = statement.words[1] if statement.verb == "PERFORM" and len(statement.words) > 1 else ""
    if not name or name in seen:
        return []
    seen.add(name)
    found: list[Statement] = []
    for paragraph in program.paragraphs:
        if name in (paragraph.name, paragraph.section):
            found.extend(paragraph.statements)
            for inner in paragraph.statements:
                found.extend(_performed(program, inner, seen))
    return found


def _loops_around(paragraph: Paragraph, number: int) -> list[Statement]:
    """Inline PERFORM UNTIL that the statement stands in: it looks before the next turn."""
    depth = paragraph.statements[number].depth
    before = paragraph.statements[:number]
    return [each for each in before if each.depth < depth and each.verb == "PERFORM" and "UNTIL" in each.words]


def _is_loop_of(statement: Statement, paragraph: Paragraph) -> bool:
    """Whether it performs the paragraph, or its section, until something."""
    named = statement.words[1:2] in ((paragraph.name,), (paragraph.section,))
    return statement.verb == "PERFORM" and named and "UNTIL" in statement.words
