"""`golden-paths new` applies a recipe, or says in a sentence why not and does nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from exports import ROOT
from recipes.conftest import Story
from releases import commit, git
from updates.small_template import golden_paths, write

LOGIC, ADDED = "service/logic.py", "service/parcels_worker.py"


def test_a_recipe_adds_its_files_and_changes_those_of_the_team(story: Story) -> None:
    done = golden_paths(story.repository, "new", "worker", "--name", "parcels")
    assert done.returncode == 0, done.stderr
    assert story.text(ADDED).startswith("class ParcelsWorker: ...\n")
    assert "line 3 of the template\nparcels and Parcels\nline 4" in story.text(LOGIC)
    assert story.text("extensions/stages.py") == "extension\n\n# parcels at the end\n"
    assert not (story.repository / "README.md.orig").exists()
    assert f"  + {ADDED}\n" in done.stdout
    assert "git reset --hard" in done.stdout


def test_another_name_is_everywhere_in_place_of_the_name_of_the_example(story: Story) -> None:
    assert golden_paths(story.repository, "new", "worker", "--name", "invoices").returncode == 0
    made = story.text("service/invoices_worker.py")
    assert made == 'class InvoicesWorker: ...\n\n\nURL = "INVOICES_QUEUE_URL"\n'
    assert "invoices and Invoices\n" in story.text(LOGIC)
    assert "parcels" not in git(story.repository, "diff", "HEAD").casefold()


def test_the_same_recipe_is_applied_for_two_names(story: Story) -> None:
    for name in ("parcels", "invoices"):
        assert golden_paths(story.repository, "new", "worker", "--name", name).returncode == 0
        commit(story.repository, name)
    assert "invoices and Invoices\nparcels and Parcels\n" in story.text(LOGIC)


def test_git_takes_all_of_it_back(story: Story) -> None:
    golden_paths(story.repository, "new", "worker", "--name", "parcels")
    git(story.repository, "reset", "--hard")
    assert story.is_untouched()
    assert not (story.repository / ADDED).exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["wroker", "--name", "parcels"], 'There is no recipe "wroker": did you mean worker?'),
        (
            ["queue", "--name", "parcels"],
            'There is no recipe "queue": v1.0.0 of the template has bare, moving, worker.',
        ),
        (["worker"], "it needs a NAME: 2 to 16 small letters and digits"),
        (["worker", "--name", "Parcels"], '"Parcels" is no NAME for it'),
        (["worker", "--name", "my_parcels"], "for example make new RECIPE=worker NAME=parcels"),
        (["bare", "--name", "parcels"], "The recipe bare takes no NAME: leave parcels out."),
    ],
)
def test_a_wrong_call_is_refused_with_what_to_write(story: Story, arguments: list[str], sentence: str) -> None:
    done = golden_paths(story.repository, "new", *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert story.is_untouched()


def test_a_recipe_is_not_applied_twice_for_one_name(story: Story) -> None:
    golden_paths(story.repository, "new", "worker", "--name", "parcels")
    commit(story.repository)
    done = golden_paths(story.repository, "new", "worker", "--name", "parcels")
    assert done.returncode == 1
    assert f"{ADDED} is there already: the recipe worker with NAME=parcels was applied before" in done.stderr
    assert story.is_untouched()


def test_uncommitted_work_is_refused(story: Story) -> None:
    write(story.repository / "mine.py", "mine\n")
    done = golden_paths(story.repository, "new", "worker", "--name", "parcels")
    assert done.returncode == 1
    assert "mine.py is not committed" in done.stderr
    assert not (story.repository / ADDED).exists()


def test_a_recipe_that_does_not_fit_says_what_it_fits(story: Story) -> None:
    assert golden_paths(story.repository, "reconfigure", "delivery=linear").returncode == 0
    commit(story.repository)
    done = golden_paths(story.repository, "new", "worker", "--name", "parcels")
    assert done.returncode == 1
    assert "The recipe worker does not fit this repository. It fits canary." in done.stderr


@pytest.mark.parametrize("rewritten", ["mine\n", "line 3 of the template\nline 3 of the template\n"])
def test_where_the_team_rewrote_the_place_nothing_is_done_and_the_lines_are_told(story: Story, rewritten: str) -> None:
    story.user_writes(LOGIC, rewritten)
    done = golden_paths(story.repository, "new", "worker", "--name", "parcels")
    assert done.returncode == 1
    assert (
        f"stands {rewritten.count('line 3')} times at the beginning of a line of {LOGIC}, and has to stand there once"
        in done.stderr
    )
    assert f"in {LOGIC}, after `line 3 of the template`:\n\nparcels and Parcels\n" in done.stderr
    assert "BY_HAND=yes" in done.stderr
    assert story.is_untouched()


def test_by_hand_the_rest_is_done_and_the_lines_are_left_to_a_person(story: Story) -> None:
    story.user_writes(LOGIC, "mine\n")
    done = golden_paths(story.repository, "new", "worker", "--name", "parcels", "--by-hand")
    assert done.returncode == 3
    assert f"in {LOGIC}, after `line 3 of the template`:\n\nparcels and Parcels\n" in done.stdout
    assert story.text(LOGIC) == "mine\n"
    assert (story.repository / ADDED).is_file()


def test_what_rewrites_the_example_removes_it(story: Story) -> None:
    done = golden_paths(story.repository, "new", "bare")
    assert done.returncode == 0, done.stderr
    assert story.text(LOGIC) == "nothing yet\n"
    assert not (story.repository / "pipeline").exists()
    commit(story.repository)
    again = golden_paths(story.repository, "new", "bare")
    assert again.returncode == 1
    assert "The recipe bare was applied already" in again.stderr


@pytest.mark.parametrize("path", [LOGIC, "pipeline/stack.py", "pipeline/mine.py"])
def test_work_of_the_team_is_never_removed_with_the_example(story: Story, path: str) -> None:
    story.user_writes(path, "mine\n")
    done = golden_paths(story.repository, "new", "bare")
    assert done.returncode == 1
    assert f"{path} is not as v1.0.0 of the template made it" in done.stderr
    assert story.text(path) == "mine\n"
    assert story.is_untouched()


def test_recipes_are_those_of_the_version_that_the_repository_has(story: Story) -> None:
    write(story.releases.folder / "recipes/worker/all/service/parcels_worker.py", "class Newer: ...\n")
    story.releases.publish("v2.0.0")
    golden_paths(story.repository, "new", "worker", "--name", "parcels")
    assert story.text(ADDED).startswith("class ParcelsWorker: ...\n")


def test_they_are_listed_with_what_each_makes_and_how_to_call_it(story: Story) -> None:
    for arguments in ([], ["--list"]):
        done = golden_paths(story.repository, "new", *arguments)
        assert done.returncode == 0, done.stderr
        bare, _moving, worker = done.stdout.splitlines()
        assert bare.split() == ["RECIPE=bare", "nothing", "of", "the", "example"]
        assert worker.split()[:2] == ["RECIPE=worker", "NAME=parcels"]
    assert story.is_untouched()


def test_machines_get_json(story: Story) -> None:
    assert json.loads(golden_paths(story.repository, "new", "--json").stdout) == {
        "bare": True,
        "moving": True,
        "worker": True,
    }
    told = json.loads(golden_paths(story.repository, "new", "worker", "--name", "parcels", "--json").stdout)
    assert told["written"] == ["extensions/stages.py", LOGIC, ADDED]
    assert told["removed"] == told["by_hand"] == []


def test_a_version_without_recipes_says_so(story: Story, tmp_path: Path) -> None:
    git(story.releases.folder, "rm", "-r", "--quiet", "recipes")
    story.releases.publish("v2.0.0")
    repository = story.releases.repository(tmp_path / "later")
    done = golden_paths(repository, "new", "worker", "--name", "parcels")
    assert done.returncode == 1
    assert "v2.0.0 of the template has no recipes" in done.stderr


def test_a_recipe_renders_nothing_and_so_does_not_wait_for_copier() -> None:
    modules = "import sys, golden_paths.cli; print('copier' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", modules], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_file_that_moves_takes_along_what_the_team_wrote_in_it(story: Story) -> None:
    story.user_writes(LOGIC, story.text(LOGIC).replace("line 7 ", "line 7, mine, "))
    done = golden_paths(story.repository, "new", "moving")
    assert done.returncode == 0, done.stderr
    assert "line 7, mine," in story.text("service/moved.py") and "line 3 " not in story.text("service/moved.py")
    assert not (story.repository / LOGIC).exists()


def test_a_file_that_is_not_there_cannot_move(story: Story) -> None:
    (story.repository / LOGIC).unlink()
    commit(story.repository)
    done = golden_paths(story.repository, "new", "moving")
    assert done.returncode == 1
    assert f"there is no {LOGIC}, and the recipe moves that file to service/moved.py; nothing was done." in done.stderr
    assert story.is_untouched()


def test_a_file_never_moves_over_one_of_the_team(story: Story) -> None:
    story.user_writes("service/moved.py", "mine\n")
    done = golden_paths(story.repository, "new", "moving")
    assert done.returncode == 1
    assert "service/moved.py is there already, and the recipe moving moves service/logic.py there" in done.stderr
    assert story.text("service/moved.py") == "mine\n"
    assert story.is_untouched()


def test_a_file_that_moves_keeps_its_mode(story: Story) -> None:
    (story.repository / LOGIC).chmod(0o755)
    commit(story.repository)
    done = golden_paths(story.repository, "new", "moving")
    assert done.returncode == 0, done.stderr
    git(story.repository, "add", "--all")
    assert git(story.repository, "ls-files", "--stage", "service/moved.py").startswith("100755 ")


def test_what_a_recipe_stands_on_has_to_be_there_and_its_sentence_says_what_to_do(story: Story) -> None:
    story.user_writes("extensions/stages.py", "mine\n")
    done = golden_paths(story.repository, "new", "worker", "--name", "invoices")
    assert done.returncode == 1
    assert "`extension` stands 0 times at the beginning of a line of extensions/stages.py" in done.stderr
    assert "once. The worker stands on invoices of the extension. Write that line again." in done.stderr
    assert "what it makes does not work before extensions/stages.py is as said above" in done.stderr
    assert "The recipe adds" not in done.stderr
    assert story.is_untouched()
    by_hand = golden_paths(story.repository, "new", "worker", "--name", "invoices", "--by-hand")
    assert by_hand.returncode == 3
    assert "extensions/stages.py has to have `extension`. The worker stands on invoices" in by_hand.stdout
    assert story.text("extensions/stages.py") == "mine\n\n# invoices at the end\n"


def test_what_a_recipe_stands_on_is_not_written_in(story: Story) -> None:
    assert golden_paths(story.repository, "new", "worker", "--name", "parcels").returncode == 0
    assert story.text("extensions/stages.py") == "extension\n\n# parcels at the end\n"


def test_a_file_that_names_what_the_recipe_takes_away_is_told_with_the_name(story: Story) -> None:
    story.user_writes("extensions/mine.py", "table = service.data.orders\n")
    done = golden_paths(story.repository, "new", "moving")
    assert done.returncode == 1
    assert "extensions/mine.py names `data.orders`, which the recipe moving takes away" in done.stderr
    assert story.is_untouched()
    (story.repository / "extensions/mine.py").rename(story.repository / "mine.py")
    commit(story.repository)
    assert golden_paths(story.repository, "new", "moving").returncode == 0
