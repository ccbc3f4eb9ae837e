"""What stands around a statement: IF constructs, the procedure, and the steps that a DD statement belongs to."""

from dataclasses import dataclass, field

from batch.definition import Not, Test
from workload.jcl.findings import JclError, Kind
from workload.jcl.steps import Dd, RawStep
from workload.jcl.symbols import Symbols


@dataclass
class Around:
    """call: the step that called the procedure. tests: of the IFs around. steps: of the last EXEC: one, or those of
    the procedure that it called (overrides). before: DD statements in front of the first EXEC, which are the job's."""

    symbols: Symbols
    call: str = ""
    tests: list[Test] = field(default_factory=list)
    # How many of `tests` are of IFs outside of the procedure.
    outer: int = 0
    steps: list[RawStep] = field(default_factory=list)
    overrides: bool = False
    before: dict[str, list[Dd]] = field(default_factory=dict)
    _last: tuple[dict[str, list[Dd]], str, int] | None = None
    _step: RawStep | None = None
    # Behind an IF, ELSE or ENDIF, where no DD can stand.
    _between: bool = False

    def execute(self, steps: list[RawStep], *, overrides: bool) -> None:
        """An EXEC statement: the DD statements that follow are of `steps`."""
        self.steps, self.overrides, self._last, self._between = steps, overrides, None, False
        self._step = steps[0] if steps else None

    def begin(self, test: Test) -> None:
        """IF."""
        self.tests.append(test)
        self._between = True

    def otherwise(self) -> None:
        """ELSE. Raises JclError: no IF stands before."""
        self._needs_if("ELSE")
        self.tests[-1] = Not(self.tests[-1])

    def end(self) -> None:
        """ENDIF. Raises JclError: no IF stands before."""
        self._needs_if("ENDIF")
        self.tests.pop()

    def add(self, name: str, dd: Dd) -> None:
        """A DD statement. name: "" concatenates it to the one before. Raises JclError: it belongs to no step."""
        if self._between:
            raise JclError(f"DD {name}", "it stands behind IF, ELSE or ENDIF, and belongs to no step")
        if not name:
            if self._last is None:
                raise JclError("DD without a name", "no DD statement stands before that it could be concatenated to")
            dds, name, position = self._last
            self._put(dds, name, position + 1, dd)
            return
        procstep, _, ddname = name.rpartition(".")
        dds = self._of(procstep, ddname)
        if ddname in dds and not self.overrides:
            # JCL Reference, "DD statement", name field; what is concatenated to it goes the same way.
            self._put({}, ddname, 0, dd)
            reason = "a second DD of that name in the step; programs read and write the first"
            raise JclError(f"DD {ddname}", reason, Kind.NOT_CONVERTED)
        self._put(dds, ddname, 0, dd)

    def _put(self, dds: dict[str, list[Dd]], name: str, position: int, dd: Dd) -> None:
        there = dds.setdefault(name, [])
        if position < len(there):
            there[position].override(dd)
        else:
            there.append(dd)
        self._last = (dds, name, position)

    def _of(self, procstep: str, ddname: str) -> dict[str, list[Dd]]:
        if not self.steps:
            if self.call and not self.overrides:
                raise JclError(f"DD {ddname}", "it stands before the first step of its procedure")
            # Of a procedure that is not found, or of the job itself.
            return self.before if not self.overrides else {}
        if procstep:
            self._step = next((each for each in self.steps if each.own_name == procstep), None)
            if self._step is None or not self.overrides:
                raise JclError(f"DD {procstep}.{ddname}", "the step that it overrides is not in the procedure")
        # Without a step it is for the step of the override before, at first for the first one.
        return self._step.dds if self._step else {}

    def _needs_if(self, operation: str) -> None:
        if len(self.tests) <= self.outer:
            raise JclError(f"{operation} statement", "no IF statement stands before it")
        self._between = True
