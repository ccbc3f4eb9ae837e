"""What is wrong with the files that describe an equivalence run."""


class EquivalenceError(ValueError):
    """One sentence: file and line, the value, the rule, an example."""
