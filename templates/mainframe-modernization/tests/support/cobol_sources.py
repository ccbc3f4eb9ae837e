"""Small COBOL programs for tests, in fixed format."""

from pathlib import Path


def lines(text: str) -> str:
    """Each line in area A, those that begin with spaces in area B."""
    return "".join(f"       {line}\n" if line.strip() else "\n" for line in text.strip("\n").splitlines())


def source(name: str, procedure: str, *, data: str = "", files: str = "", using: str = "") -> str:
    """A program. procedure, data (WORKING-STORAGE), files (FILE-CONTROL, then `FD` entries behind a line `---`)."""
    control, _, descriptions = files.partition("---\n")
    parts = [f"IDENTIFICATION DIVISION.\nPROGRAM-ID. {name}."]
    if files:
        parts.append(f"ENVIRONMENT DIVISION.\nINPUT-OUTPUT SECTION.\nFILE-CONTROL.\n{control.rstrip()}")
    parts.append("DATA DIVISION.")
    if files:
        parts.append(f"FILE SECTION.\n{descriptions.rstrip()}")
    parts.append(f"WORKING-STORAGE SECTION.\n01  FILLER PIC X.\n{data.strip(chr(10))}".rstrip())
    if using:
        parts.append(f"LINKAGE SECTION.\n01  {using} PIC X(8).")
    parts.append(f"PROCEDURE DIVISION{f' USING {using}' if using else ''}.\n{procedure.strip(chr(10))}")
    return lines("\n".join(parts))


def repository(folder: Path, programs: dict[str, str], copybooks: dict[str, str] | None = None) -> Path:
    """A repository with these files of cbl/ and cpy/, the dialect ibm, and a budget that no small program exceeds."""
    for name, text in programs.items():
        _write(folder / "cbl" / f"{name}.cbl", text)
    for name, text in (copybooks or {}).items():
        _write(folder / "cpy" / f"{name}.cpy", lines(text))
    _write(folder / "cobol.toml", 'dialect = "ibm"\n[complexity]\nparagraph = 10\nprogram = 60\n')
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
