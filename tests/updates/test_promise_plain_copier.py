"""The verdict on random histories that go through plain `copier update`: what is called good has lost nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from updates.histories import STEPS, TEMPLATE_STEPS, Step, histories
from updates.told import Told, histories_told, plain_copier_is_judged

pytestmark = pytest.mark.slow

# Beside the other steps, these as often as all others: the file of like blocks is where a line can go astray.
USER = [*STEPS, *["edit_a_block"] * len(STEPS)]
TEMPLATE = [*TEMPLATE_STEPS, *["add_a_block"] * len(TEMPLATE_STEPS)]


# A third of all histories: the others are in test_promise.py and test_promise_twice.py.
@histories_told(100)
@given(user=histories(USER, most=4), template=histories(TEMPLATE, most=3))
def test_what_the_check_calls_good_has_lost_no_line_and_moved_none_into_another_block(
    first: Path,
    tmp_path_factory: pytest.TempPathFactory,
    lines_checked: Callable[[int], None],
    user: list[Step],
    template: list[Step],
) -> None:
    told = Told(first, tmp_path_factory.mktemp("plain"))
    told.user(user)
    told.release(template, "v2.0.0")
    lines_checked(plain_copier_is_judged(told))
