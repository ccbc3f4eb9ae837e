"""IDCAMS: REPRO INFILE OUTFILE, DELETE, SET MAXCC and LASTCC, IF … THEN SET.

Source: z/OS DFSMS Access Method Services Commands. A command goes on in the next card after - or +.
"""

import operator
import re
from collections.abc import Callable

from batch.utilities.dds import Dds, copy
from batch.utilities.tokens import Reader, Token, tokens

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "EQ": operator.eq, "=": operator.eq, "NE": operator.ne, "GT": operator.gt,
    "LT": operator.lt, "GE": operator.ge, "LE": operator.le,
}  # fmt: skip
_CODES = ("MAXCC", "LASTCC")
# What they are about (retention, kind of entry) a bucket does not know.
_IGNORED = ("PURGE", "NOPURGE", "NONVSAM", "CLUSTER", "ERASE", "NOERASE", "SCRATCH")


class _Run:
    def __init__(self, dds: Dds) -> None:
        self._dds = dds
        self._deleted: list[str] = []
        self.codes = dict.fromkeys(_CODES, 0)

    def command(self, reader: Reader) -> None:
        verb = reader.next("a command")
        match verb.text:
            case "REPRO":
                self._repro(reader)
            case "DELETE":
                self._delete(reader)
            case "SET":
                self._set(reader)
            case "IF":
                self._if(reader)
            case _:
                verb.refuse(f"'{verb.text}' is not supported; IDCAMS here has REPRO, DELETE, SET and IF.")
        reader.end()

    def _repro(self, reader: Reader) -> None:
        found: dict[str, str] = {}
        while not reader.ended:
            word = reader.next("INFILE")
            kind = {"IFILE": "INFILE", "OFILE": "OUTFILE"}.get(word.text, word.text)
            if kind not in ("INFILE", "OUTFILE"):
                word.refuse(f"'{word.text}' is not supported; for example REPRO INFILE(SYSUT1) OUTFILE(SYSUT2).")
            reader.take("(")
            found[kind] = reader.next("a DD name").text
            reader.take(")")
        copy(*(self._dds.needed(found.get(kind, kind)) for kind in ("INFILE", "OUTFILE")))
        print(f"IDCAMS: {found['INFILE']} copied to {found['OUTFILE']}.")
        self._ended(0)

    def _delete(self, reader: Reader) -> None:
        bracketed = reader.peek() == "("
        names: list[Token] = []
        if bracketed:
            reader.take("(")
        while not names or (bracketed and reader.peek() != ")"):
            names.append(reader.next("a data set name"))
        if bracketed:
            reader.take(")")
        while not reader.ended:
            option = reader.next("PURGE")
            if option.text not in _IGNORED:
                option.refuse(f"'{option.text}' is not supported with DELETE; for example DELETE BANK.WORK PURGE.")
        for name in names:
            self._delete_one(name)

    def _delete_one(self, name: Token) -> None:
        if not re.fullmatch(r"[A-Z@#$][A-Z0-9@#$.-]{0,43}", name.text):
            name.refuse(f"'{name.text}' is no data set name; generic names are not supported, for example BANK.WORK.")
        if name.text in self._dds.names and name.text not in self._deleted:
            self._deleted.append(name.text)
            self._dds.deletions.write_text("".join(f"{each}\n" for each in self._deleted))
            print(f"IDCAMS: {name.text} is deleted when the step has ended.")
            self._ended(0)
        else:
            print(f"IDCAMS: {name.text} is not there, so that it cannot be deleted.")
            self._ended(8)

    def _set(self, reader: Reader) -> None:
        code = self._code(reader)
        reader.take("=")
        self.codes[code] = reader.number("a code", low=0, high=16)

    def _if(self, reader: Reader) -> None:
        code = self._code(reader)
        compared = reader.next("EQ")
        if compared.text not in _COMPARE:
            compared.refuse(f"'{compared.text}' is no comparison; there are {', '.join(_COMPARE)}.")
        holds = _COMPARE[compared.text](self.codes[code], reader.number("a code", low=0, high=16))
        reader.take("THEN")
        reader.take("SET")
        before = dict(self.codes)
        self._set(reader)
        if not holds:
            self.codes = before

    def _code(self, reader: Reader) -> str:
        word = reader.next("MAXCC")
        if word.text not in _CODES:
            word.refuse(f"'{word.text}' is not supported; for example SET MAXCC = 0.")
        return word.text

    def _ended(self, code: int) -> None:
        self.codes["LASTCC"] = code
        self.codes["MAXCC"] = max(self.codes["MAXCC"], code)


def run(dds: Dds) -> int:
    """The return code: MAXCC. Raises StatementError and DdError: nothing after that command is done."""
    commands = [Reader(command) for command in _commands(dds.cards("SYSIN"))]
    work = _Run(dds)
    for command in commands:
        work.command(command)
    return work.codes["MAXCC"]


def _commands(cards: list[str]) -> list[list[Token]]:
    found: list[list[Token]] = []
    goes_on = False
    # Blanks in place of a comment keep the columns.
    text = re.sub(r"(?s)/\*.*?\*/", lambda comment: re.sub("[^\n]", " ", comment[0]), "\n".join(c[:72] for c in cards))
    for card in text.split("\n"):
        line = card.rstrip()
        # A hyphen at the end of a word would belong to it.
        continued = re.search(r"(^|[^A-Z0-9@#$.])[-+]$", line) is not None
        read = tokens(card, stop=len(line) - continued, blank_ends=False)
        if goes_on and found:
            found[-1] += read
        elif read:
            found.append(read)
        goes_on = continued
    return found
