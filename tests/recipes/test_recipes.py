"""Every recipe fits a fresh repository of each kind that it names, and changes only what is the team's."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from exports import ROOT
from ownership import owner
from rendering import examples, render, rendered_files
from variants import VARIANTS
from worker_page import api_sends

from golden_paths.recipes.changes import NotThere, changed
from golden_paths.recipes.recipe import FILE, Recipe, Way, read

FOLDER = ROOT / "recipes"
# The runbook is the template's, but for its last section, where nothing ever changes.
RUNBOOK = "docs/runbook.md"
OWN_SECTION = "## Entries of your own"
WALKS = {"field"}
# The shortest and the longest name, at both ends of the alphabet: lines are broken and imports sorted for each.
NAMES = ("aa", 16 * "z")


def recipes() -> dict[str, Recipe]:
    found = (path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return read({path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in found})


WAYS = [
    pytest.param(recipe, way, id=f"{recipe.name}-{way.kind}") for recipe in recipes().values() for way in recipe.ways
]
each_way = pytest.mark.parametrize(("recipe", "way"), WAYS)


def applied(way: Way, repository: Path) -> dict[str, str]:
    """What the files hold afterwards. Raises NotThere."""
    texts = way.files | {path: (repository / old).read_text("utf-8") for path, old in way.moved.items()}
    for change in way.changes:
        before = texts.get(change.file) or (repository / change.file).read_text("utf-8")
        texts[change.file] = changed(before, change)
    return texts


def variant(way: Way) -> Path:
    (answers,) = [answers for answers in VARIANTS.values() if way.fits(answers)]
    return render(answers)


def test_each_folder_is_a_recipe_that_says_what_it_is_for() -> None:
    # Where there is no recipe.yml, pages lead through the steps: test_field_page.py, test_field_in_dynamodb.py.
    assert sorted(recipes()) == sorted(path.name for path in FOLDER.iterdir() if path.name not in WALKS)
    for recipe in recipes().values():
        # README.md, and a page beside it where an architecture has one of its own.
        page = "".join(each.read_text("utf-8") for each in sorted((FOLDER / recipe.name).glob("*.md")))
        for heading in ("## What it makes", "## What to do next"):
            assert heading in page, f"{recipe.name}: {heading}"
        for way in recipe.ways:
            for path in way.files:
                assert f"`{path}`" in page, f"no page of recipes/{recipe.name} names {path}"


def test_each_part_of_a_recipe_belongs_to_a_kind_of_repository() -> None:
    for recipe in recipes():
        fits = yaml.safe_load((FOLDER / recipe / FILE).read_text("utf-8"))["fits"]
        parts = {f"{part}.yml" for way in fits for part in way.get("parts", ())}
        assert parts == {path.name for path in (FOLDER / recipe).glob("*.yml")} - {FILE}, recipe


@each_way
def test_it_changes_only_files_of_the_team(recipe: Recipe, way: Way) -> None:
    for old in way.moved.values():
        assert owner(old) == "seed-once", f"{old} is {owner(old)}"
    for change in way.changes:
        if change.file == RUNBOOK:
            assert change.where == "append"
            assert OWN_SECTION in (variant(way) / RUNBOOK).read_text("utf-8")
            assert "\n## " not in f"\n{change.text}", "it would end the section of the team"
        elif change.file not in way.moved:
            assert owner(change.file) in {"seed-once", "extension", "kept"}, f"{change.file} is {owner(change.file)}"


@each_way
def test_what_it_adds_is_nothing_of_the_template(recipe: Recipe, way: Way) -> None:
    assert way.files
    for path in way.files:
        assert recipe.replaces or not (variant(way) / path).exists(), path


@each_way
def test_it_fits_every_example_of_its_kind(recipe: Recipe, way: Way) -> None:
    fitting = [answers for answers in examples().values() if way.fits(answers)]
    assert fitting
    for answers in fitting:
        applied(way, render(answers))


@each_way
def test_another_name_leaves_no_trace_of_that_of_the_example(recipe: Recipe, way: Way) -> None:
    named = way.called(recipe.example, NAMES[0])
    texts = [text for each in named.changes for text in (each.file, each.text, each.anchor)]
    for text in [*named.files, *named.files.values(), *texts] if recipe.example else ():
        assert recipe.example not in text.casefold(), text


@each_way
@pytest.mark.parametrize("name", NAMES)
def test_its_code_is_clean_and_formatted_with_any_name(recipe: Recipe, way: Way, name: str, tmp_path: Path) -> None:
    repository = variant(way)
    check(repository, applied(way.called(recipe.example, name), repository), tmp_path)


def check(repository: Path, texts: dict[str, str], folder: Path) -> None:
    """ruff finds nothing in `texts`, in `folder` in place of the repository."""
    # The names of the others: ruff sorts an import by whether there is such a module of ours.
    modules = dict.fromkeys((path for path in rendered_files(repository) if path.endswith(".py")), "")
    settings = {"pyproject.toml": (repository / "pyproject.toml").read_text("utf-8")}
    for path, text in {**modules, **settings, **texts}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for command in (("check",), ("format", "--check", "--diff")):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "."]
        done = subprocess.run(ruff, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_lines_of_the_page_that_let_the_api_send_fit_what_the_recipe_made(tmp_path: Path) -> None:
    for way in recipes()["worker"].ways:
        texts = applied(way, variant(way))
        for change in api_sends(way.answers):
            before = texts.get(change.file) or (variant(way) / change.file).read_text("utf-8")
            texts[change.file] = changed(before, change)
        check(variant(way), texts, tmp_path / way.kind)


@each_way
def test_what_leans_on_the_example_is_refused_where_the_team_took_the_example_out(recipe: Recipe, way: Way) -> None:
    """Only the template of SAM has names for parts of it, which a block of a recipe uses again."""
    for change in way.changes:
        text = (variant(way) / way.moved.get(change.file, change.file)).read_text("utf-8")
        for alias in re.findall(r"[ ,{]\*([a-z-]+)", change.text) if change.file.endswith("template.yaml") else ():
            assert f"&{alias}" in text
            with pytest.raises(NotThere, match="undefined alias"):
                changed(re.sub(rf"[&*]{alias}\b(?!-)", "", text), change)
