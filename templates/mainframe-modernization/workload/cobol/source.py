"""Lines of a COBOL source in fixed format, as the compiler reads them: columns 8 to 72, without comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workload.cobol.errors import CobolError

# What transfers and editors call COBOL.
_SUFFIXES = frozenset({".cbl", ".cob", ".cobol", ".cpy"})
_COPY = re.compile(r"\bCOPY\s+[\"']?([A-Z0-9#@$_-]+)", re.IGNORECASE)
_PROGRAM = re.compile(r"\bPROGRAM-ID\s*\.\s*[\"']?([A-Z0-9#@$_-]+)", re.IGNORECASE)
_USING = re.compile(r"\bPROCEDURE\s+DIVISION\s+USING\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A program or copybook. path: as it is shown to people. text: its code, a line of the file each."""

    path: Path
    text: str

    @property
    def program(self) -> str:
        """The name of PROGRAM-ID. Raises CobolError: there is none."""
        found = _PROGRAM.search(self.text)
        if found is None:
            raise CobolError(
                f"{self.path} has no PROGRAM-ID in columns 8 to 72; expected for example `PROGRAM-ID. ACCTPOST.`."
            )
        return found[1].upper()

    @property
    def is_subprogram(self) -> bool:
        """Whether it has PROCEDURE DIVISION USING, so that another program calls it."""
        return bool(_USING.search(self.text))

    @property
    def copies(self) -> frozenset[str]:
        """Names after COPY, in capitals."""
        return frozenset(name.upper() for name in _COPY.findall(self.text))


def read_source(path: Path, shown: Path | None = None) -> Source:
    """The code of a file in fixed format. shown: the path for messages. Raises CobolError: unreadable or not text."""
    name = shown or path
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CobolError(
            f"{name} has the byte X'{error.object[error.start]:02X}' at offset {error.start}, which is not UTF-8: "
            "convert the source, for example with `iconv -f IBM-1047 -t UTF-8`."
        ) from None
    except OSError as error:
        raise CobolError(f"{name} cannot be read: {error.strerror}.") from None
    return Source(name, "\n".join(_code(text)))


def _code(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line[6:7] not in ("*", "/"):
            yield line[7:72].rstrip()


def program_paths(folder: Path) -> list[Path]:
    """`folder`/cbl/*.cbl. Raises CobolError: there is none, or a file that would be passed over for its suffix."""
    for name, suffix in (("cbl", ".cbl"), ("cpy", ".cpy")):
        for path in sorted((folder / name).glob("*")):
            if path.suffix.lower() in _SUFFIXES and path.suffix != suffix:
                right = f"{name}/{path.stem.upper()}{suffix}"
                raise CobolError(f"{name}/{path.name} is no file that the build looks for: rename it to {right}.")
    paths = sorted((folder / "cbl").glob("*.cbl"))
    if not paths:
        raise CobolError(f"{folder / 'cbl'} has no COBOL program; expected for example cbl/ACCTPOST.cbl.")
    return paths


def copybooks(source: Source, folder: Path) -> dict[str, Source]:
    """Every copybook below `folder` that the source copies, itself or through another one, by name.

    One that is missing is left out: the compiler says it, with the line.
    """
    found: dict[str, Source] = {}
    waiting = sorted(source.copies)
    while waiting:
        name = waiting.pop()
        path = folder / f"{name}.cpy"
        if name not in found and path.is_file():
            found[name] = read_source(path, Path(folder.name, path.name))
            waiting.extend(sorted(found[name].copies))
    return found
