"""The relational expression of an IF statement.

Source: JCL Reference, "IF/THEN/ELSE/ENDIF statement construct": NOT binds before comparisons before AND before OR.
"""

import re
from collections.abc import Callable

from batch.definition import Abended, AllOf, AnyOf, Not, Operator, Ran, ReturnCode, Test
from workload.jcl.findings import JclError
from workload.jcl.operands import DEEPEST

# ^ is what ¬ (EBCDIC X'5F' in page 037) becomes in page 1047.
_TOKEN = re.compile(r"\s*(¬=|\^=|¬>|\^>|¬<|\^<|>=|<=|[()=<>&|¬^]|[A-Z@#$][A-Z0-9@#$.]*|[0-9]+)")
_OPERATORS = {
    **{str(each): each for each in Operator},
    **{"=": Operator.EQ, ">": Operator.GT, "<": Operator.LT, ">=": Operator.GE, "<=": Operator.LE},
    **dict.fromkeys(("¬=", "^="), Operator.NE),
    **dict.fromkeys(("NG", "¬>", "^>"), Operator.LE),
    **dict.fromkeys(("NL", "¬<", "^<"), Operator.GE),
}
_UNCLEAR = "this is no relational expression, such as (STEP1.RC <= 4 AND NOT STEP1.ABEND)"


def relation(text: str, step: Callable[[str], str]) -> Test:
    """step: the full name of a step that the expression names; it raises JclError for one that is not there before.
    Raises JclError: it is no such expression, or tests what the job definition cannot."""
    reader = _Reader(text, step)
    test = reader.disjunction()
    if reader.tokens:
        raise JclError(f"IF {text}", _UNCLEAR)
    return test


class _Reader:
    def __init__(self, text: str, step: Callable[[str], str]) -> None:
        self._text = text
        self._step = step
        self._depth = 0
        self.tokens: list[str] = []
        position = 0
        while text[position:].strip():
            match = _TOKEN.match(text, position)
            if match is None:
                raise JclError(f"IF {text}", _UNCLEAR)
            self.tokens.append(match[1])
            position = match.end()

    def disjunction(self) -> Test:
        tests = [self._conjunction()]
        while self._take("|", "OR"):
            tests.append(self._conjunction())
        return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))

    def _conjunction(self) -> Test:
        tests = [self._negation()]
        while self._take("&", "AND"):
            tests.append(self._negation())
        return tests[0] if len(tests) == 1 else AllOf(tuple(tests))

    def _negation(self) -> Test:
        if self._take("¬", "^", "NOT"):
            return Not(self._within(self._negation))
        if self._take("("):
            test = self._within(self.disjunction)
            if not self._take(")"):
                raise JclError(f"IF {self._text}", _UNCLEAR)
            return test
        return self._leaf()

    def _within(self, read: Callable[[], Test]) -> Test:
        self._depth += 1
        if self._depth > DEEPEST:
            raise JclError(f"IF {self._text[:40]}", "parentheses are nested too deep")
        test = read()
        self._depth -= 1
        return test

    def _leaf(self) -> Test:
        steps, _, keyword = (self.tokens.pop(0) if self.tokens else "").rpartition(".")
        step = self._step(steps) if steps else ""
        if keyword == "RC" and len(self.tokens) > 1 and self.tokens[0] in _OPERATORS and self.tokens[1].isdigit():
            operator, value = _OPERATORS[self.tokens.pop(0)], int(self.tokens.pop(0))
            return ReturnCode(step=step, operator=operator, value=value)
        if keyword == "ABENDCC":
            raise JclError(f"IF {self._text}", "the code of an abend (ABENDCC) is not known here; test ABEND")
        if keyword == "ABEND":
            return self._truth(Abended(step=step))
        if keyword == "RUN" and step:
            return self._truth(Ran(step=step))
        raise JclError(f"IF {self._text}", _UNCLEAR)

    def _truth(self, test: Test) -> Test:
        """ABEND, ABEND=TRUE or ABEND=FALSE."""
        if len(self.tokens) > 1 and self.tokens[0] in _OPERATORS and self.tokens[1] in ("TRUE", "FALSE"):
            operator, value = _OPERATORS[self.tokens.pop(0)], self.tokens.pop(0)
            if operator in (Operator.EQ, Operator.NE):
                return test if (operator is Operator.EQ) == (value == "TRUE") else Not(test)
            raise JclError(f"IF {self._text}", _UNCLEAR)
        return test

    def _take(self, *tokens: str) -> bool:
        if self.tokens and self.tokens[0] in tokens:
            self.tokens.pop(0)
            return True
        return False
