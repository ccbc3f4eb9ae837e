"""What is wrong with a job, a data set or a control statement, as one sentence for the person who corrects it."""


class JobError(ValueError):
    """A job definition, or what an execution asks of it, is refused: file and place, the value, the rule, an example.

    file: its name. line: 1-based; 0 for what no line stands for, such as the input of an execution.
    """

    def __init__(self, reason: str, *, file: str = "", line: int = 0) -> None:
        place = f"{file} line {line}: " if line else f"{file}: " if file else ""
        super().__init__(f"{place}{reason}")
        self.file = file
        self.line = line
        self.reason = reason


class StatementError(ValueError):
    """A control statement of a utility asks for what is not there. column: 1-based, within `statement`."""

    def __init__(self, reason: str, *, statement: str, column: int) -> None:
        super().__init__(f"column {column} of '{statement.rstrip()}': {reason}")
        self.statement = statement
        self.column = column


class DatasetError(Exception):
    """A data set is missing, locked, too long or of another form than the catalogue says. The step does not start."""


class LockLost(Exception):
    """Another execution may work on the job now: this one writes nothing more."""
