"""COBOL names → names of Python and of SQL."""

import keyword

# What every pydantic model has already.
_TAKEN = {"copy", "json", "dict", "schema", "construct", "validate", "fields"}


def snake(name: str) -> str:
    """ACCT-NUMBER → acct_number. With a digit first f_ stands before it, a word that is taken gets _ behind it."""
    text = name.lower().replace("-", "_").strip("_")
    if text[0].isdigit():
        text = f"f_{text}"
    return f"{text}_" if keyword.iskeyword(text) or text in _TAKEN or text.startswith("model_") else text


def camel(name: str) -> str:
    """ACCT-RECENT → AcctRecent."""
    text = "".join(part.capitalize() for part in name.split("-") if part)
    return f"F{text}" if text[0].isdigit() else text
