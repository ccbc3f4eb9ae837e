"""What is wrong with a record, as one sentence."""


class RecordError(ValueError):
    """field: its path. offset: in bytes from the start of the record."""

    def __init__(self, *, field: str, offset: int, found: str, expected: str) -> None:
        super().__init__(f"{field} at offset {offset}: found {found}, expected {expected}.")
        self.field, self.offset, self.found, self.expected = field, offset, found, expected
