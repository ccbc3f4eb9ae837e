"""The recipe that removes the example removes no work of the team, and nothing that such work uses."""

import re
from pathlib import Path

import pytest
from recipes.conftest import made
from releases import Releases, commit, git

from golden_paths.project import Refused
from golden_paths.recipes.new import new

RECIPE = "remove-example"
LOGIC = "workload/service/runtime/orders/logic.py"


@pytest.mark.parametrize("kind", ["serverless-cdk", "containers"])
def test_a_file_of_the_example_that_the_team_wrote_in_is_named_and_nothing_is_done(
    releases: Releases, kind: str, tmp_path: Path
) -> None:
    folder = made(releases, kind, tmp_path)
    (folder / LOGIC).write_text("# ours\n", "utf-8")
    commit(folder)
    with pytest.raises(
        Refused, match=f"^{re.escape(LOGIC)} is not as .* made it, and this would remove what you wrote"
    ):
        new(folder, RECIPE)
    assert git(folder, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("kind", "file", "written", "sentence"),
    [
        (
            "serverless-cdk",
            "extensions/resources.py",
            "# data.orders\n",
            r"extensions/resources\.py names `data\.orders`, which the recipe remove-example takes away",
        ),
        (
            "serverless-sam",
            "extensions/template.yaml",
            "# OrdersTable\n",
            r"extensions/template\.yaml names `OrdersTable`, which the recipe remove-example takes away",
        ),
        (
            "serverless-sam",
            "workload/service/template.yaml",
            "  Mine:\n    Value: !Ref IdempotencyTable\n",
            r"workload/service/template\.yaml names `IdempotencyTable`, which the recipe remove-example takes away",
        ),
        (
            "containers",
            "extensions/resources.py",
            "# OrdersPlaced\n",
            r"extensions/resources\.py names `OrdersPlaced`, which the recipe remove-example takes away",
        ),
    ],
)
def test_what_uses_the_example_is_named_and_nothing_is_done(
    releases: Releases, kind: str, tmp_path: Path, file: str, written: str, sentence: str
) -> None:
    folder = made(releases, kind, tmp_path)
    (folder / file).write_text((folder / file).read_text("utf-8") + written, "utf-8")
    commit(folder)
    with pytest.raises(Refused, match=f"^{sentence}"):
        new(folder, RECIPE)
    assert git(folder, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("kind", "file", "before", "place"),
    [
        (
            "serverless-sam",
            "workload/data/template.yaml",
            "BillingMode: PAY_PER_REQUEST",
            "from `Orders:` to `# Read by",
        ),
        ("containers", "workload/service/hooks/release_hooks/probes.py", "ORDER_TOTAL = 501", r"from `ORDER = \{` to"),
    ],
)
def test_a_part_of_a_file_that_the_team_wrote_in_is_not_removed(
    releases: Releases, kind: str, tmp_path: Path, file: str, before: str, place: str
) -> None:
    folder = made(releases, kind, tmp_path)
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, f"{before}  # ours", 1), "utf-8")
    commit(folder)
    with pytest.raises(
        Refused, match=rf"^{re.escape(file)} is not as .* made it {place}.* would remove what you wrote"
    ):
        new(folder, RECIPE)
    assert git(folder, "status", "--porcelain") == ""


@pytest.mark.parametrize("kind", ["serverless-cdk", "serverless-sam"])
def test_what_the_recipe_for_events_uses_of_the_example_is_not_taken_away(
    releases: Releases, kind: str, tmp_path: Path
) -> None:
    folder = made(releases, kind, tmp_path)
    new(folder, "event-consumer", name="invoices")
    commit(folder)
    with pytest.raises(Refused, match=r"names `(data\.idempotency|IdempotencyTable)`, which the recipe remove-"):
        new(folder, RECIPE)
    assert git(folder, "status", "--porcelain") == ""
