"""Programs of the instance: what they print, and their own words when they fail."""

import sys

import pytest
from instance_hooks.commands import aws, run
from instance_hooks.failure import HookFailed

from tests.unit.instance.conftest import Programs

PRINT_INPUT = "import sys; print(sys.stdin.read().upper())"


def test_a_program_gets_its_input_and_gives_what_it_printed() -> None:
    assert run(sys.executable, "-c", PRINT_INPUT, given="secret") == "SECRET\n"


def test_a_program_that_fails_is_named_with_its_own_words() -> None:
    with pytest.raises(HookFailed, match=r"`.*sys\.exit.*` failed: no such image"):
        run(sys.executable, "-c", "import sys; sys.exit('no such image')")


def test_a_program_that_fails_without_a_word_is_named_with_its_exit_code() -> None:
    with pytest.raises(HookFailed, match="exit code 3"):
        run(sys.executable, "-c", "import sys; sys.exit(3)")


def test_a_program_that_is_missing_says_where_to_look() -> None:
    with pytest.raises(HookFailed, match=r"no-such-program is not on this instance.*cloud-init-output\.log"):
        run("no-such-program")


def test_a_program_that_does_not_end_is_named_with_its_time() -> None:
    with pytest.raises(HookFailed, match="did not end within 0 seconds"):
        run(sys.executable, "-c", "import time; time.sleep(30)", seconds=0.1)


def test_an_answer_of_aws_is_read_and_none_is_one_too(programs: Programs) -> None:
    programs.answers["describe"] = ['{"State": "healthy"}', ""]
    assert aws(programs, "eu-west-1", "elbv2", "describe") == {"State": "healthy"}
    assert aws(programs, "eu-west-1", "elbv2", "describe") == {}
