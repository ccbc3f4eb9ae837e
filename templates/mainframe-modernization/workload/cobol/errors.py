"""What stops the work on COBOL: one sentence for the person who has to act."""


class CobolError(Exception):
    """str() is one sentence with file and line; `details` are lines of the compiler, as it printed them."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details
