"""What is wrong with one value."""


class ValueFault(ValueError):
    """What was found, and what was expected instead."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found, self.expected = found, expected
