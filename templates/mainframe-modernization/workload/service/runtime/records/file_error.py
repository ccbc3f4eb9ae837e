"""What is wrong with a file of records, as one sentence."""


class FileError(ValueError):
    """record: its number in the file, from 1. offset: in bytes from the start of the file."""

    def __init__(self, *, file: str, record: int, offset: int, found: str, expected: str) -> None:
        super().__init__(f"{file}, record {record} at offset {offset}: found {found}, expected {expected}.")
        self.file, self.record, self.offset, self.found, self.expected = file, record, offset, found, expected
