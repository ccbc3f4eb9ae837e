"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """check: its name, as in cobol.toml. place: program, or program and paragraph, as in cobol.toml."""

    file: str
    line: int
    check: str
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.sentence} [{self.check} {self.place}]"
