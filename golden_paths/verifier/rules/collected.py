"""What pytest collects, as far as the conftest.py of a folder says."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from posixpath import dirname, relpath

from ..repository import Repository
from ..rule import At, Example, rule

COLLECTION = "https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html"
CONFTEST = re.compile(r"(^|.*/)conftest\.py")
TEST = re.compile(r"(^|.*/)(test_[^/]*|[^/]*_test)\.py")
LISTS = {"collect_ignore", "collect_ignore_glob"}


def _example(pattern: str) -> Example:
    return {"tests/e2e/conftest.py": f'collect_ignore_glob = ["{pattern}"]\n', "tests/e2e/test_orders.py": ""}


@rule(
    id="folder-of-tests-is-collected",
    reason="A suite of which pytest leaves out every file has no test that can fail, whatever stands in them.",
    source=COLLECTION,
    fails=_example("*"),
    passes=_example("*_slow.py"),
)
def is_collected(repository: Repository) -> Iterator[At]:
    """A conftest.py does not leave out all tests of its own folder."""
    for file, text in repository.files.items():
        if not CONFTEST.fullmatch(file) or "collect_ignore" not in text:
            continue
        folder = dirname(file)
        below = {
            relpath(each, folder or ".") for each in repository.paths if each.startswith(f"{folder}/" * bool(folder))
        }
        tests = [each for each in below if TEST.fullmatch(each)]
        given = list(_left_out(text))
        names = {name for _, list_, name in given if list_ == "collect_ignore"}
        patterns = [name for _, list_, name in given if list_ == "collect_ignore_glob"]
        if given and tests and all(_is_left_out(each, names, patterns) for each in tests):
            yield At(
                file,
                f"line {given[0][0]}",
                f"{given[0][1]} leaves out every test of {folder or 'the repository'}, so that the suite is empty: "
                "name the files alone that cannot be collected, or delete the suite",
            )


def _is_left_out(path: str, names: set[str], patterns: list[str]) -> bool:
    """pytest compares each file, and each folder above it, with the path from the conftest.py."""
    parts = path.split("/")
    above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(each in names or any(fnmatch(each, pattern) for pattern in patterns) for each in above)


def _left_out(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, list and entry of what is always left out; what stands behind a condition is not."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id in LISTS and isinstance(node, ast.Assign):
                for each in getattr(node.value, "elts", ()):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield node.lineno, target.id, each.value
