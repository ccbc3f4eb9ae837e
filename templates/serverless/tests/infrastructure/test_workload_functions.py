"""What passes here starts in Lambda: every function, with the libraries and the variables that it has there.

Nothing else is known about a function than its template, so one of your own is held to the same.
"""

import re

from tests.support.started import FUNCTIONS, started
from tests.support.synthesis import CODE

# Read by Lambda, Python and Powertools themselves, some of them only when they are needed.
# The last one tells a hook where the probe is. The hooks of a team may be older than that, and are the team's; tests of
# the hooks hold those that read it.
READ_BY_OTHERS = re.compile(r"(AWS|POWERTOOLS|PYTHON|LAMBDA)_.*|TZ|LOG_LEVEL|LD_LIBRARY_PATH|PATH|LANG|KEPT_PROBE")


def test_every_function_starts() -> None:
    wrong = {
        f"{each.name} (Handler {each.handler}) does not start: {each.problem}. "
        f"Correct its handler or its variables in {FUNCTIONS}, or its code in workload/service/runtime"
        for each in started()
        if each.problem
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_every_function_gets_the_variables_that_its_settings_require() -> None:
    wrong = {
        f"{each.name} (Handler {each.handler}) does not get {name}, which its settings require: "
        f"add it to the variables of this function in {FUNCTIONS}"
        for each in started()
        for name in each.missing
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_every_variable_of_a_function_is_read() -> None:
    code = set(re.findall(r"\w+", "\n".join(file.read_text("utf-8") for file in CODE.rglob("*.py"))))
    read = code.union(*(each.read for each in started()))
    wrong = {
        f"{each.name} (Handler {each.handler}) gets {name}, which nothing reads: "
        f"remove it from {FUNCTIONS}, or read it in workload/service/runtime"
        for each in started()
        for name in each.variables - read
        if not READ_BY_OTHERS.fullmatch(name)
    }
    assert not wrong, "\n".join(sorted(wrong))
