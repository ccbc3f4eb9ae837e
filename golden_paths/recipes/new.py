"""Applies a recipe: worked out with nothing changed, then brought in as an update is, all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pathspec import GitIgnoreSpec

from golden_paths.apply import apply
from golden_paths.change import Change as Written
from golden_paths.git import SUBMODULE, SYMBOLIC_LINK, Entry, Tree
from golden_paths.names import shown
from golden_paths.project import Origin, Refused, origin_of
from golden_paths.recipes.changes import Change, NotThere, changed
from golden_paths.recipes.recipe import FOLDER, Recipe, Way, chosen, read
from golden_paths.repository import alone, repository
from golden_paths.scratch import Scratch, scratch_of
from golden_paths.surroundings import scratch_folder
from golden_paths.template import Template, cloned

FILE_MODE = "100644"
NO_TEXT = {SYMBOLIC_LINK: "a symbolic link", SUBMODULE: "a submodule"}
BY_HAND = "make new with BY_HAND=yes does the rest and prints these lines"


@dataclass(frozen=True, kw_only=True)
class Applied(Written):
    """What a recipe of `version` writes, and the changes that are left to a person."""

    version: str
    by_hand: tuple[Change, ...]
    afterwards: str = ""

    what: ClassVar[str] = "recipe"


def recipes(folder: Path) -> tuple[dict[str, Recipe], Origin]:
    """The recipes of the version of the template that the repository in `folder` has. Raises Refused."""
    repository(folder, clean=False)
    origin = origin_of(folder)
    with cloned(origin.template, folder=folder) as template:
        return _recipes(template, origin), origin


def new(folder: Path, wanted: str, *, name: str = "", by_hand: bool = False) -> Applied:
    """Apply the recipe `wanted` to the repository in `folder`, for a thing called `name`.

    by_hand: leave what fits nowhere to a person, in place of refusing all of it.
    Raises what `plan` and `apply` of an update raise.
    """
    with alone(folder):
        applied = _planned(folder, wanted, name, by_hand=by_hand)
        apply(folder, applied)
    return applied


def _planned(folder: Path, wanted: str, name: str, *, by_hand: bool) -> Applied:
    git, origin = repository(folder), origin_of(folder)
    head = git.line("rev-parse", "HEAD")
    mine = git.tree(head)
    with cloned(origin.template, folder=folder) as template, scratch_of(git) as scratch:
        recipe = chosen(_recipes(template, origin), wanted, origin.version)
        name = recipe.named(name)
        way = recipe.way(origin.answers).called(recipe.example, name)
        removed = _removed(way, mine)
        if recipe.replaces:
            _refuse_what_is_done(recipe, way, removed, mine)
            _refuse_to_move_over(recipe, way, mine)
        else:
            _refuse_what_is_there(recipe, name, way, mine)
        texts, left = _texts(scratch, way, mine)
        if recipe.replaces:
            kept = {path: mine[path] for path in mine if path not in removed}
            _refuse_what_leans_on_it(scratch, recipe, way, kept, texts)
            _refuse_edited(scratch, template, origin, mine, way, removed)
        if left and not by_hand:
            raise Refused(_fits_nowhere(recipe, left))
        modes = {path: _mode(way.moved.get(path, path), mine) for path in texts}
        new_files = {path: Entry(modes[path], scratch.store(text.encode())) for path, text in texts.items()}
        files = {path: entry for path, entry in mine.items() if path not in removed} | new_files
        objects = scratch.pack({entry.blob for entry in new_files.values()})
    return Applied(
        head=head,
        mine=mine,
        files=files,
        unmerged=(),
        objects=objects,
        version=origin.version,
        by_hand=tuple(change for change, _why in left),
        afterwards=way.afterwards,
    )


def _recipes(template: Template, origin: Origin) -> dict[str, Recipe]:
    template.commit_of(origin.version)
    return read(template.folder(origin.version, FOLDER))


def _mode(path: str, mine: Tree) -> str:
    return mine[path].mode if path in mine else FILE_MODE


def _removed(way: Way, mine: Tree) -> list[str]:
    spec = GitIgnoreSpec.from_lines(way.removed)
    return [path for path in mine if spec.match_file(path) and path not in way.files]


def _texts(scratch: Scratch, way: Way, mine: Tree) -> tuple[dict[str, str], list[tuple[Change, str]]]:
    """What the files hold afterwards, and each change that fits nowhere, with the reason."""
    texts, left = dict(way.files), []
    for new_path, old_path in way.moved.items():
        try:
            texts[new_path] = _text(scratch, old_path, mine)
        except NotThere as problem:
            raise Refused(f"{problem}, and the recipe moves that file to {new_path}; nothing was done.") from None
    for change in way.changes:
        try:
            before = texts[change.file] if change.file in texts else _text(scratch, change.file, mine)
            texts[change.file] = changed(before, change)
        except NotThere as problem:
            left.append((change, str(problem)))
    return texts, left


def _text(scratch: Scratch, file: str, mine: Tree) -> str:
    """What a file of the team holds. Raises NotThere: nothing can be written into it."""
    if file not in mine:
        raise NotThere(f"there is no {file}")
    if kind := NO_TEXT.get(mine[file].mode):
        raise NotThere(f"{file} is {kind}")
    try:
        return scratch.read(mine[file]).decode()
    except UnicodeDecodeError:
        raise NotThere(f"{file} is not encoded as UTF-8") from None


def _refuse_what_is_there(recipe: Recipe, name: str, way: Way, mine: Tree) -> None:
    if there := sorted(way.files.keys() & mine.keys()):
        called = f" with NAME={name}" if name else ""
        raise Refused(
            f"{there[0]} is there already: the recipe {recipe.name}{called} was applied before, or something else has "
            "that name. Choose another NAME; nothing was done."
        )


def _refuse_what_is_done(recipe: Recipe, way: Way, removed: Sequence[str], mine: Tree) -> None:
    if way.removed and not removed and way.moved.keys() <= mine.keys():
        raise Refused(f"The recipe {recipe.name} was applied already: nothing of what it removes is there.")


def _refuse_to_move_over(recipe: Recipe, way: Way, mine: Tree) -> None:
    if there := sorted(way.moved.keys() & mine.keys()):
        raise Refused(
            f"{there[0]} is there already, and the recipe {recipe.name} moves {way.moved[there[0]]} there. Give yours "
            "another name and commit; nothing was done."
        )


def _refuse_what_leans_on_it(scratch: Scratch, recipe: Recipe, way: Way, kept: Tree, texts: Mapping[str, str]) -> None:
    """Raises Refused: a file that stays names what the recipe takes away. texts: what it made of files."""
    for pattern, names in way.refused.items():
        spec = GitIgnoreSpec.from_lines([pattern])
        for path in sorted(each for each in kept if spec.match_file(each) and kept[each].mode not in NO_TEXT):
            text = texts[path] if path in texts else scratch.read(kept[path]).decode(errors="replace")
            if named := [name for name in names if name in text]:
                raise Refused(
                    f"{shown(path)} names `{named[0]}`, which the recipe {recipe.name} takes away, so nothing was "
                    "done. Take out first what uses it, or keep the example: see "
                    f"{FOLDER}/{recipe.name}/README.md of the template."
                )


def _refuse_edited(
    scratch: Scratch, template: Template, origin: Origin, mine: Tree, way: Way, removed: Sequence[str]
) -> None:
    """Raises Refused: what goes is not as the template rendered it, so work of the team would be lost."""
    with scratch_folder() as folder:
        rendered = scratch.import_folder(template.render(origin.version, origin.answers, folder / "rendered"))
    lost = [path for path in removed if path not in way.moved.values()]
    paths = [*lost, *(path for path in way.files if path in mine)]
    if edited := [path for path in paths if mine[path].blob != getattr(rendered.get(path), "blob", None)]:
        raise Refused(
            f"{shown(edited[0])} is not as {origin.version} of the template made it, and this would remove what you "
            f"wrote there ({len(edited)} such files), so nothing was done. Move what you need elsewhere and take the "
            f"template's: make sample FILE={edited[0]}"
        )
    for change in (each for each in way.changes if each.until):
        path = way.moved.get(change.file, change.file)
        try:
            mine_there, theirs = (change.taken(_text(scratch, path, tree)) for tree in (mine, rendered))
        except NotThere:
            continue  # It is left to a person, who is told why.
        if mine_there != theirs:
            raise Refused(
                f"{shown(path)} is not as {origin.version} of the template made it from {change.looked_for}, and this "
                "would remove what you wrote there, so nothing was done. Move what you need elsewhere and take the "
                f"template's lines: make sample FILE={path}"
            )


def _fits_nowhere(recipe: Recipe, left: Iterable[tuple[Change, str]]) -> str:
    told = [
        f"{why}. {change.text}" if change.where == "needs" else f"{why}. The recipe adds, {change.by_hand}"
        for change, why in left
    ]
    needs = [change.file for change, _why in left if change.where == "needs"]
    warning = f", and what it makes does not work before {needs[0]} is as said above" if needs else ""
    return f"The recipe {recipe.name} does not fit what you made of the example; nothing was done.\n\n" + "\n".join(
        [*told, f"{BY_HAND}{warning}."]
    )


def as_table(recipes: Mapping[str, Recipe], origin: Origin) -> str:
    """One line for each recipe, with how it is called; those that fit no such repository say so."""
    rows = []
    for recipe in recipes.values():
        fits = any(way.fits(origin.answers) for way in recipe.ways)
        call = f"RECIPE={recipe.name}" + (f" NAME={recipe.example}" if recipe.example else "")
        kinds = ", ".join(way.kind for way in recipe.ways)
        rows.append(f"{call:<34} {recipe.about}" + ("" if fits else f" (not here: {kinds})"))
    if not rows:
        return f"{origin.version} of the template has no recipes; `make update` brings a version that has some."
    return "\n".join(rows)
