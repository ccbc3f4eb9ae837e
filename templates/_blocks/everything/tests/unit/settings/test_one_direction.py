"""Imports run one way: whoever changes a folder breaks only what stands above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings.moved import MOVED

PROJECT = Path(__file__).parents[3]


def imports(code: str) -> Iterator[tuple[int, str]]:
    """Line and module of each import, wherever in the code it stands."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def values(first: str = "workload.environment") -> tuple[str, ...]:
    """What `environments.py` can say of this workload: the module `first`, and whatever of `workload/` it needs."""
    found = [first]
    for module in found:
        code = (PROJECT / f"{module.replace('.', '/')}.py").read_text("utf-8")
        needed = dict.fromkeys(".".join(name.split(".")[:2]) for _, name in imports(code))
        of_workload = [each for each in needed if (PROJECT / f"{each.replace('.', '/')}.py").is_file()]
        found += [each for each in of_workload if each.startswith("workload.") and each not in found]
    return tuple(found)


# From top to bottom. A module may import what stands below it, and its neighbours in the same folder.
ORDER = (
    ("app",),
    ("pipeline",),
    ("workload",),
    ("monitoring", "security"),
    ("environments", "project"),
    values(),
    ("settings",),
)
# Stages and resources of the team. Nothing else of ours may know extensions/, which may import whatever it needs.
HOOKS = {
    ("pipeline/stack.py", "extensions.stages"),
    ("workload/parameters.py", "extensions.resources"),
    ("workload/service/infrastructure.py", "extensions.resources"),
}


def level(module: str) -> int | None:
    """How far from the top a module stands; None: it is none of these folders."""
    for part in (".".join(module.split(".")[:2]), module.split(".")[0]):
        for depth, modules in enumerate(ORDER):
            if part in modules:
                return depth
    return None


def arrows_up(file: str, code: str) -> list[str]:
    """What the module in `file` imports from above it, a sentence each."""
    module = file.removesuffix(".py").replace("/", ".")
    mine = level(module)
    assert mine is not None
    found = []
    for line, written in imports(code):
        # A name that moved stands where it is now.
        old = next((name for name in MOVED if f"{written}.".startswith(f"{name}.")), "")
        imported = MOVED.get(old, "") + written.removeprefix(old)
        theirs = level(imported)
        to_the_team = imported.split(".")[0] == "extensions"
        if to_the_team and not any(file == hook and f"{imported}.".startswith(f"{name}.") for hook, name in HOOKS):
            hooks = ", ".join(sorted(hook for hook, _ in HOOKS if (PROJECT / hook).is_file()))
            found.append(
                f"{file}:{line} imports {written}: only {hooks} may. Put what both need into {file.split('/')[0]}/, "
                "where extensions/ can import it, or hand it over as an argument"
            )
        elif theirs is not None and (theirs < mine or (theirs == mine and _other_folder(module, imported))):
            found.append(f"{file}:{line} imports {written}, which stands above or beside it: {_order()}")
    return found


def _other_folder(module: str, imported: str) -> bool:
    return module.split(".")[0] != imported.split(".")[0]


def _order() -> str:
    return " → ".join(", ".join(modules) for modules in ORDER)


def ours() -> list[str]:
    """The files of the folders in the order, as POSIX paths."""
    found = {name for modules in ORDER for name in modules if "." not in name}
    files = [path for name in found for path in (*PROJECT.glob(f"{name}.py"), *PROJECT.glob(f"{name}/**/*.py"))]
    # What runs in the account is a program of its own, and what is its own is on its path alone.
    deployed = tuple(f"workload/service/{folder}/" for folder in ("runtime", "hooks", "management", "instance"))
    paths = (path.relative_to(PROJECT).as_posix() for path in files)
    return sorted(path for path in paths if not path.startswith(deployed))


def test_no_import_runs_up() -> None:
    found = [sentence for file in ours() for sentence in arrows_up(file, (PROJECT / file).read_text("utf-8"))]
    assert found == [], "\n".join(found)


def test_settings_imports_nothing_else_of_the_repository() -> None:
    folders = {path.name for path in PROJECT.iterdir() if path.is_dir()} | {path.stem for path in PROJECT.glob("*.py")}
    for file in (PROJECT / "settings").glob("*.py"):
        names = {name.split(".")[0] for _, name in imports(file.read_text("utf-8"))}
        assert names & folders <= {"settings"}, file.name


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("settings/names.py", "from project import NAME"),
        ("environments.py", "import workload.stage"),
        ("security/nag.py", "from environments import ENVIRONMENTS\nfrom pipeline.stack import PipelineStack"),
        ("security/nag.py", "from monitoring import alarms"),
        ("monitoring/alarms.py", "def late():\n    from workload import names"),
        ("workload/names.py", "from pipeline import names"),
        ("pipeline/deploy.py", "import app"),
        ("pipeline/deploy.py", "from extensions import stages"),
        ("workload/environment.py", "from environments import SANDBOX"),
    ],
)
def test_an_import_that_runs_up_is_found(file: str, code: str) -> None:
    (sentence,) = arrows_up(file, code)
    assert sentence.startswith(f"{file}:{code.count(chr(10)) + 1} imports ")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("app.py", "from pipeline.stack import PipelineStack"),
        ("workload/names.py", "from workload.environment import Environment\nfrom project import NAME"),
        ("environments.py", "from workload.environment import Environment"),
        ("environments.py", "from pipeline.settings import Pipeline"),
        ("pipeline/stack.py", "from extensions.stages import stages_after"),
        ("pipeline/stack.py", "import json\nfrom aws_cdk import aws_iam as iam"),
    ],
)
def test_one_that_runs_down_is_not(file: str, code: str) -> None:
    assert arrows_up(file, code) == []
