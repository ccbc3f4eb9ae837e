"""Whether what a recipe makes of a file can still be read: a recipe may lean on a line that the team took out."""

import ast

from golden_paths.verifier.documents import NotReadable, load


def unreadable(file: str, text: str) -> str:
    """Why Python, or YAML as CloudFormation has it, cannot be read; empty where it can, and for other files."""
    try:
        if file.endswith(".py"):
            ast.parse(text)
        elif file.endswith((".yaml", ".yml")):
            load(text)
    except SyntaxError as error:
        return _told(text, error.lineno, error.msg)
    except NotReadable as error:
        return _told(text, error.line, str(error))
    except ValueError as error:  # Null bytes, to an older Python.
        return str(error)
    return ""


def _told(text: str, number: int | None, problem: str) -> str:
    lines = text.split("\n")
    return f"line {number}, `{lines[number - 1].strip()}`: {problem}" if number and number <= len(lines) else problem
