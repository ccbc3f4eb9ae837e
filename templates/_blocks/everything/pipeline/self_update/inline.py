"""The code of the guard as one text. Inline, since the update that it guards must not need uploaded assets first."""

from pathlib import Path

FOLDER = Path(__file__).parent
# In the order in which they need each other.
PARTS = ("rights.py", "stages.py", "weakenings.py", "artifact.py", "guard.py")
IMPORT_FROM_HERE = "from pipeline.self_update."


def code() -> str:
    """Python for a Lambda function of Python 3.13 whose handler is `index.handler`; standard library and boto3 only."""
    return "\n\n".join(_without_imports_from_here(FOLDER / part) for part in PARTS)


def _without_imports_from_here(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(IMPORT_FROM_HERE)) + "\n"
