"""A policy that is refused, in one sentence for the person who wrote it."""


class PolicyError(ValueError):
    """file: its name. line: 1-based. reason: value, rule and an example; `str` puts file and line before it."""

    def __init__(self, reason: str, *, file: str, line: int) -> None:
        super().__init__(f"{file} line {line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason
