"""After any update every line that a user added is in the work tree, and one git command brings back what was there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from updates.histories import STEPS, TEMPLATE_STEPS, Step, histories
from updates.told import Told, histories_told, keeps_the_promise

pytestmark = pytest.mark.slow


@histories_told(120)
@given(user=histories(list(STEPS), most=5), template=histories(TEMPLATE_STEPS, most=4))
def test_no_line_is_lost_in_one_update(
    first: Path,
    tmp_path_factory: pytest.TempPathFactory,
    lines_checked: Callable[[int], None],
    user: list[Step],
    template: list[Step],
) -> None:
    told = Told(first, tmp_path_factory.mktemp("one"))
    told.user(user)
    told.release(template, "v2.0.0")
    lines_checked(keeps_the_promise(told))
