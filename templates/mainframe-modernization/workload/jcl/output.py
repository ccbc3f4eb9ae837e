"""Writes a job definition: whole or not at all, and not over one that was edited."""

from pathlib import Path

from records.replacing import replacing
from workload.jcl.convert import Conversion
from workload.jcl.findings import Kind


class NotWritten(Exception):
    """The file stays as it was. The text says why, and what to do."""


def write(conversion: Conversion, folder: Path, *, overwrite: bool) -> Path:
    """The path of the file, named for the job. Raises NotWritten: there is another one, or the disk refuses it."""
    path = folder / f"{conversion.name}.yaml"
    text = _head(conversion) + conversion.text
    try:
        if path.exists() and path.read_text("utf-8") == text:
            return path
        if path.exists() and not overwrite:
            kept = f"{path} is there and differs; it is kept."
            raise NotWritten(f"{kept} Replace it: --overwrite, with make OVERWRITE=yes.")
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as output:
            output.write(text.encode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise NotWritten(f"{path} cannot be written ({error}); it stays as it was.") from error
    return path


def _head(conversion: Conversion) -> str:
    """A comment that says where the definition comes from, and what is missing in it."""
    lines = [f"# Converted from {Path(conversion.file).name} by `make convert-jcl`; yours to edit from here on."]
    missing = conversion.findings.of(Kind.NOT_CONVERTED)
    for each in missing:
        lines.append(
            f"# Not converted, {Path(each.place.file).name} line {each.place.line}: {each.what}: {each.reason}"
        )
    return "\n".join(lines) + "\n"
