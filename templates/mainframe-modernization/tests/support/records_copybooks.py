"""Copybooks to try a parser with: one with every clause, and random ones."""

from random import Random

EVERY_CLAUSE = """\
           05  PLAIN-TEXT       PIC X(10) JUSTIFIED RIGHT.
           05  LETTERS          PICTURE IS A(5).
           05  MIXED            PIC XX9(3)AA.
           05  ZONED            PIC S9(5)V99.
           05  LEADING-SIGN     PIC S9(5) SIGN IS LEADING.
           05  FIRST-SIGN       PIC S9(3) LEADING SEPARATE CHARACTER.
           05  LAST-SIGN        PIC S9(3) SIGN TRAILING SEPARATE.
           05  SCALED-UP        PIC 99PPP.
           05  SCALED-DOWN      PIC SVPP99 COMP-3.
           05  SCALED-BINARY    PIC S9(4)PP COMP.
           05  PACKED-ODD       PIC S9(7) COMPUTATIONAL-3.
           05  PACKED-EVEN      PIC S9(8) PACKED-DECIMAL.
           05  PACKED-LONG      PIC S9(31) COMP-3.
           05  HALF             PIC S9(4) USAGE IS COMP.
           05  FULL             PIC 9(5) USAGE COMPUTATIONAL-4.
           05  DOUBLE-WORD      PIC S9(10) BINARY.
           05  OF-MACHINE       PIC S9(9)V9(2) COMP-5.
           05  FLOAT-SHORT-ONE  COMP-1.
           05  FLOAT-LONG-ONE   USAGE COMPUTATIONAL-2.
           05  EDITED           PIC ZZ,ZZ9.99CR.
           05  EDITED-MONEY     PIC $$,$$9.99-.
           05  EDITED-TEXT      PIC XXBXX/0A.
           05  EDITED-SCALED    PIC ZZ9V99.
           05  EDITED-STARS     PIC ZZ,ZZZ.ZZ BLANK WHEN ZERO.
           05  BLANK-ZERO       PIC 9(5) BLANK WHEN ZERO.
           05  ALL-PACKED       COMP-3.
               10  PACKED-BY-GROUP   PIC S9(5).
               10  BINARY-OF-ITS-OWN PIC S9(5) COMP.
           05  ALL-SEPARATE     SIGN LEADING SEPARATE.
               10  SIGN-BY-GROUP     PIC S9(5).
               10  WITHOUT-SIGN      PIC 9(5).
               10  SIGN-OF-ITS-OWN   PIC S9(5) SIGN TRAILING.
           05  TWO-WAYS         OCCURS 3 TIMES INDEXED BY IX-1.
               10  INNER OCCURS 2 TIMES ASCENDING KEY IS INNER-KEY
                     INDEXED BY IX-2 PIC X(2).
               10  FILLER            PIC X.
               10  INNER-AMOUNT      PIC S9(3)V99 COMP-3.
           05  FILLER.
               10  BELOW-FILLER      PIC X(2).
           05  HOW-MANY         PIC 9(2) VALUE 4.
               88  NONE-AT-ALL       VALUE ZERO.
               88  SOME              VALUES ARE 1 THRU 3, 4.
           05  SLIDING OCCURS 0 TO 4 TIMES DEPENDING ON HOW-MANY.
               10  SLIDING-TEXT      PIC X(3).
           05  AFTER-TABLE      PIC S9(3) COMP.
       66  RENAMED RENAMES LETTERS THRU ZONED.
"""
REDEFINITIONS = """\
           05  DATE-TEXT        PIC X(8).
           05  DATE-PARTS REDEFINES DATE-TEXT.
               10  DATE-YEAR         PIC 9(4).
               10  DATE-MONTH        PIC 9(2).
           05  DATE-LONGER REDEFINES DATE-TEXT PIC X(11).
           05  AFTER-REDEFINES  PIC X.
"""
# The key of INNER is INNER itself.
EVERY_CLAUSE = EVERY_CLAUSE.replace("INNER-KEY", "INNER")

_PICTURES = (
    *("X(3)", "A(2)", "9(3)", "S9(4)", "S9(5)V99", "S9(2) SIGN LEADING SEPARATE", "S9(3) SIGN TRAILING SEPARATE"),
    *("S9(5) COMP-3", "9(6) COMP-3", "S9(11)V99 COMP-3", "S9(4) COMP", "9(9) COMP", "S9(10) BINARY", "9(4) COMP-5"),
    *("ZZ9.99", "-(5)9", "99/99/99", "9(2)P(3)", "VP(2)9(3) COMP-3"),
)


def random_copybook(random: Random, number: int, *, depth: int = 3) -> str:
    """Groups within groups, tables, redefinitions and items without a name, at most one table of variable length."""
    lines: list[str] = []
    _Writing(random, lines).group(5, depth)
    if random.random() < 0.5:
        # One program holds all records, and a count is not qualified.
        lines += [f"05  COUNT-{number} PIC 9(2) VALUE 3.", f"05  SLIDING OCCURS 1 TO 3 DEPENDING ON COUNT-{number}."]
        lines.append("10  SLIDING-ITEM PIC X(2).")
        # Behind such a table cobc 3.1.2 with -fodoslide adds what redefinitions before it have to the offset.
        if not any("REDEFINES" in line for line in lines):
            lines.append("05  LAST-ITEM PIC X.")
    return "".join(f"           {line}\n" for line in lines)


class _Writing:
    def __init__(self, random: Random, lines: list[str]) -> None:
        self._random, self._lines, self._items = random, lines, 0

    def group(self, level: int, depth: int) -> None:
        for _ in range(self._random.randint(1, 4)):
            name = self._name()
            kind = self._random.choice(("item", "item", "item", "group", "table", "redefined"))
            if kind == "item" or depth == 0:
                self._lines.append(f"{level:02}  {name} PIC {self._random.choice(_PICTURES)}.")
            elif kind == "redefined":
                self._lines.append(f"{level:02}  {name} PIC X({self._random.randint(6, 9)}).")
                self._lines.append(f"{level:02}  {self._name()} REDEFINES {name} PIC S9(5) COMP-3.")
            else:
                occurs = f" OCCURS {self._random.randint(1, 3)} TIMES" if kind == "table" else ""
                # A table without a name cannot be asked for its place.
                named = name if occurs or self._random.random() < 0.8 else "FILLER"
                self._lines.append(f"{level:02}  {named}{occurs}.")
                self.group(level + 5, depth - 1)

    def _name(self) -> str:
        self._items += 1
        return f"ITEM-{self._items}"
