"""What is wrong with a copybook, as one sentence."""


class CopybookError(ValueError):
    """line: of the copybook, from 1."""

    def __init__(self, file: str, line: int, found: str, expected: str) -> None:
        super().__init__(f"{file}, line {line}: found {found}, expected {expected}.")
        self.file, self.line, self.found, self.expected = file, line, found, expected
