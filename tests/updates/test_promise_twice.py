"""The promise of `test_promise.py`, over two updates with work of the user between them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from updates.histories import STEPS, TEMPLATE_STEPS, Step, histories
from updates.told import Told, histories_told, keeps_the_promise

pytestmark = pytest.mark.slow


@histories_told(80)
@given(
    early=histories(list(STEPS), most=3),
    second=histories(TEMPLATE_STEPS, most=2),
    late=histories(list(STEPS), most=3),
    third=histories(TEMPLATE_STEPS, most=2),
)
def test_no_line_is_lost_over_two_updates(
    first: Path,
    tmp_path_factory: pytest.TempPathFactory,
    lines_checked: Callable[[int], None],
    early: list[Step],
    second: list[Step],
    late: list[Step],
    third: list[Step],
) -> None:
    told = Told(first, tmp_path_factory.mktemp("two"))
    told.user(early)
    told.release(second, "v2.0.0")
    lines_checked(keeps_the_promise(told))
    told.user(late)
    told.release(third, "v3.0.0")
    lines_checked(keeps_the_promise(told))
