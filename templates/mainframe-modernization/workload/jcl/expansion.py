"""Expands the statements of one job into steps: procedures, included members, symbols, overrides and IF constructs."""

from collections.abc import Iterable, Iterator

from batch.definition import Abended
from workload.jcl import left_out
from workload.jcl.around import Around
from workload.jcl.dd_statement import by_keyword, dd, parameters
from workload.jcl.findings import Findings, JclError
from workload.jcl.library import Library, defaults, instream_procedure
from workload.jcl.names import Names
from workload.jcl.operands import Item, operands
from workload.jcl.procedure_call import apply, symbol_values, unused
from workload.jcl.relation import relation
from workload.jcl.statements import Statement
from workload.jcl.steps import Dd, RawStep
from workload.jcl.symbols import Symbols

# JCL Reference, "Nesting procedures".
_DEEPEST = 15


class Expansion:
    """steps: in order. before: DD statements in front of the first step (JOBLIB). names: to look steps up."""

    def __init__(self, library: Library, symbols: Symbols, findings: Findings) -> None:
        self._library = library
        self._findings = findings
        # Of EXPORT statements, and of those what was given a value since.
        self._listed: set[str] = set()
        self._exported: set[str] = set()
        self._job = Around(symbols)
        self.before: dict[str, list[Dd]] = self._job.before
        self.names = Names()
        self.steps: list[RawStep] = []

    def run(self, statements: Iterable[Statement]) -> None:
        """Expands the statements behind a JOB statement. What cannot be expanded is refused in the findings."""
        self._walk(statements, self._job, 0)

    def _walk(self, statements: Iterable[Statement], around: Around, depth: int) -> None:
        if depth > _DEEPEST:
            raise JclError("EXEC or INCLUDE statement", f"procedures are nested more than {_DEEPEST} deep")
        last, open_ifs, following = None, len(around.tests), iter(statements)
        for last in following:
            try:
                self._statement(last, following, around, depth)
            except JclError as error:
                self._findings.error(last.place, error)
        if last and len(around.tests) > open_ifs:
            self._findings.refuse(last.place, "IF statement", "ENDIF is missing")

    def _statement(self, statement: Statement, following: Iterator[Statement], around: Around, depth: int) -> None:
        match statement.operation:
            case "EXEC":
                items = operands(around.symbols.substitute(statement.operands, assigns=True))
                if items and items[0].key == "PGM":
                    self._program(statement, items, around)
                else:
                    self._procedure(statement, items, around, depth)
            case "DD":
                around.add(statement.name, dd(statement, around.symbols, self._exported))
            case "SET":
                values = defaults("SET", around.symbols.substitute(statement.operands, assigns=True))
                for name, value in values.items():
                    if around.symbols.is_local(name):
                        raise JclError(f"SET {name}", "the procedure or its call gives this symbol a value too")
                    around.symbols.set(name, value)
                self._export(values)
            case "IF":
                # Also when it cannot be read: its ELSE and ENDIF belong to it.
                around.begin(Abended())
                text = around.symbols.replace(statement.operands)
                around.tests[-1] = relation(text, lambda name: self.names.find(name, around.call))
            case "ELSE":
                around.otherwise()
            case "ENDIF":
                around.end()
            case "PROC":
                self._library.add(instream_procedure(statement, following))
            case "INCLUDE":
                member = parameters(around.symbols.substitute(statement.operands)).get("MEMBER")
                body = self._library.member(member.text() if member else "", "member")
                self._walk(body, around, depth + 1)
            case "EXPORT":
                self._listed.update(word for item in operands(statement.operands) for word in item.words())
            case operation if reason := left_out.STATEMENTS.get(operation):
                self._findings.left_out(statement.place, f"{operation} statement", reason)
            case operation if reason := left_out.STATEMENTS_NOT_CONVERTED.get(operation):
                self._findings.not_converted(statement.place, f"{operation} statement", reason)
            case "ENDCNTL" | "":
                pass
            case operation:
                raise JclError(f"{operation} statement", "this statement has no place here")

    def _export(self, names: Iterable[str]) -> None:
        """JCL Reference, "EXPORT statement": a symbol is exported when it is given a value after it."""
        self._exported.update(name for name in names if name in self._listed or "*" in self._listed)

    def _program(self, statement: Statement, items: tuple[Item, ...], around: Around) -> None:
        name = self.names.add(statement.name, around.call)
        if name.rpartition(".")[2] != statement.name:
            why = "a second step of this name" if statement.name else "a step needs a name"
            reason = f"{why}; it has another one in the job definition"
            self._findings.not_converted(statement.place, f"step {statement.name or 'without a name'}", reason)
        found = by_keyword(items[1:])
        step = RawStep(statement.place, name, items[0].text(), found, tuple(around.tests), around.call)
        self.steps.append(step)
        around.execute([step], overrides=False)

    def _procedure(self, statement: Statement, items: tuple[Item, ...], around: Around, depth: int) -> None:
        # What follows belongs to no step until the procedure is there.
        around.execute([], overrides=True)
        name = items[0].text() if items and items[0].key in ("", "PROC") else ""
        if not name or not statement.name:
            raise JclError(f"EXEC {name}", "a step names a program (PGM=) or a procedure, whose call has a name")
        self.names.lose(statement.name)
        procedure = self._library.procedure(name)
        values = symbol_values(items[1:])
        self._export({**procedure.defaults, **values})
        for symbol in unused(values.keys() - procedure.defaults.keys(), procedure.body):
            what = f"EXEC parameter {symbol} of {statement.name}"
            self._findings.not_converted(statement.place, what, "the procedure has no such symbol")
        inner = Around(
            around.symbols.of_procedure(procedure.defaults, values),
            call=statement.name,
            tests=list(around.tests),
            outer=len(around.tests),
        )
        before = len(self.steps)
        self._walk(procedure.body, inner, depth + 1)
        around.execute(self.steps[before:], overrides=True)
        apply(items[1:], around.steps, self.steps[:before])
        self.names.found(statement.name)
