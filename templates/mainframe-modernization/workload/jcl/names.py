"""Names of steps: each once in a job definition, and what a condition means by one."""

from workload.jcl.findings import JclError


class Names:
    """Full names of the steps so far, in order: STEP, or STEP.PROCSTEP within a procedure."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._lost: set[str] = set()
        self._twice: set[str] = set()

    def add(self, name: str, call: str) -> str:
        """The full name of a new step, changed when there is one of that name (JCL allows it), made up when it has
        none. call: the step that called its procedure, "" for none."""
        prefix = f"{call}." if call else ""
        wanted = prefix + (name or f"STEP{len(self._names) + 1}")
        full, number = wanted, 1
        while full in self._names:
            number += 1
            suffix = f"@{number}"
            full = wanted[: len(prefix) + 8 - len(suffix)] + suffix
        if full != wanted:
            self._twice.add(wanted)
        self._names.append(full)
        return full

    def lose(self, call: str) -> None:
        """The steps of this call are not known unless `found` follows, as its procedure is not."""
        self._lost.add(call)

    def found(self, call: str) -> None:
        """The steps of this call are known."""
        self._lost.discard(call)

    def find(self, name: str, call: str, before: str = "") -> str:
        """The full name of the step that a condition calls `name`. call: the procedure call that the condition is in.
        before: the step that has the condition; "": all steps so far stand before it.

        Raises JclError: there is none before, or there are two.
        """
        known = self._names[: self._names.index(before)] if before else self._names
        for full in (f"{call}.{name}", name) if call else (name,):
            if full in self._twice:
                raise JclError(f"step {name}", "a condition names a step of which there are two")
            if full in known:
                return full
        if name.partition(".")[0] in self._lost:
            # Refused already; one finding is enough.
            return name
        if any(each.startswith(f"{name}.") for each in known):
            raise JclError(f"step {name}", "a condition names a procedure call; it needs STEP.PROCSTEP")
        raise JclError(f"step {name}", "a condition names a step that does not stand before it")
