"""Gates that look as if they judged: flags, settings and scripts that let everything pass."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from ..examples import with_resources
from ..judging import CARELESS, careless, judges
from ..repository import Repository
from ..rule import At, Example, rule
from ..scripts import lines, makefile_texts
from ..templates import as_list
from ..values import near, walk
from .buildspec_shape import PROJECT, REFERENCE

TESTING = "https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html"
MISSPELT = 0.95
TOP = "pyproject.toml"
COLLECTS = re.compile(r"--(collect-only|co|setup-plan|setup-only|fixtures)(?!\S)|-k\s+(['\"]?)not test\2(?!\S)")
NEVER_FAILS = re.compile(
    r"\bhadolint\b.*\s--no-fail\b|\b(ruff check|flake8|pylint|bandit)\b.*\s--exit-zero\b"
    r"|\bcheckov\b.*\s--soft-fail(?!-)|\bcfn-lint\b.*--non-zero-exit-code[ =]none|\btflint\b.*\s--force\b"
    r"|\b(trivy|grype)\b.*--exit-code[ =]0\b"
)
ONLY_WHERE = re.compile(r"\bif\s+(command -v|which|type|hash)\b.*?\bthen\b(.*?)(\bfi\b|$)")
# A report that somebody reads.
WRITES = re.compile(r"(?<![0-9&])>\s*[\w./]|\s(-o|--out\S*|--report\S*)[ =]")
NO_ROLLBACK = re.compile(
    r"\b(cdk deploy\b.*\s--no-rollback|sam deploy\b.*\s--disable-rollback"
    r"|aws cloudformation (create-stack|update-stack|deploy|execute-change-set)\b.*\s--disable-rollback)\b"
)


def _example(command: str, makefile: str = "unit:\n\tpytest\n", **files: str) -> Example:
    buildspec = f"version: 0.2\nphases: {{build: {{commands: ['{command}']}}}}\n"
    return {**with_resources(PROJECT), "buildspec.yml": buildspec, "Makefile": makefile, **files}


@rule(
    id="make-stops-at-failures",
    reason="With these flags, make builds nothing or forgets what failed, and ends as if all had passed.",
    source=REFERENCE,
    fails=_example("make --ignore-errors unit"),
    passes=_example("make --keep-going unit"),
)
def make_stops(repository: Repository) -> Iterator[At]:
    """No build runs make with flags that ignore failures or build nothing, and no makefile has a bare .IGNORE."""
    for file, where, text, _ in lines(repository):
        if flag := careless(text):
            yield At(file, where, f'make gets "{flag}", with which no failure counts: take the flag out')
    for file in sorted({build.file for build in repository.builds if build.buildspec}):
        spec = next(build.buildspec for build in repository.builds if build.file == file and build.buildspec)
        flags = spec.section("env", "variables", "MAKEFLAGS")
        if flags and CARELESS.search(str(flags)):
            yield At(file, "env, variables, MAKEFLAGS", f'make gets "{flags}", with which no failure counts: delete it')
    for file in sorted(repository.makefile.files):
        text = repository.files.get(file, "")
        if found := re.search(r"^\.IGNORE\s*:\s*(#.*)?$", text, re.MULTILINE):
            line = text.count("\n", 0, found.start()) + 1
            yield At(file, f"line {line}", ".IGNORE without targets ignores each failure of each recipe: delete it")


@rule(
    id="tests-are-run",
    reason="A runner that only collects tests, or leaves all of them out by their names, is green without one.",
    source=TESTING,
    fails=_example("pytest --collect-only tests"),
    passes=_example("pytest tests"),
)
def tests_are_run(repository: Repository) -> Iterator[At]:
    """What a build calls to test runs tests, by its flags and by the settings of the repository."""
    for file, where, text, whole in lines(repository):
        found = COLLECTS.search(text) if "pytest" in text else None
        # Tests may be collected first, for example to share them out.
        parts = [part for part in re.split(r"[\n|;&()]", whole) if judges(part) and "pytest" in part]
        if found and all(COLLECTS.search(part) for part in parts):
            yield At(file, where, f'pytest gets "{found[0]}", with which no test runs: take it out')
    if repository.builds:
        for file, body in _projects(repository):
            options = next(walk(body, "addopts"), "")
            if found := COLLECTS.search(options if isinstance(options, str) else " ".join(map(str, options))):
                yield At(file, "addopts", f'each run of pytest gets "{found[0]}", so that no test runs: take it out')


@rule(
    id="checks-judge-code",
    reason="A check that leaves out every file, or takes each error for none, passes whatever the code says.",
    source=TESTING,
    fails=_example("mypy", **{"pyproject.toml": "[tool.mypy]\nignore_errors = true\n"}),
    passes=_example("mypy", **{"pyproject.toml": "[tool.mypy]\nstrict = true\n"}),
)
def checks_judge_code(repository: Repository) -> Iterator[At]:
    """The settings of checks of Python leave errors and files in."""
    for file, body in _projects(repository) if repository.builds else ():
        tools = body.get("tool", {})
        mypy, ruff, coverage = (tools.get(name, {}) for name in ("mypy", "ruff", "coverage"))
        everything = {"*", "**", "**/*", "."}
        left_out = [*ruff.get("exclude", ()), *ruff.get("extend-exclude", ())]
        overrides = [each.get("ignore_errors") for each in mypy.get("overrides", ()) if isinstance(each, Mapping)]
        covered = any("--cov-fail-under" in text for text in repository.files.values())
        for section, found, told in (
            ("tool.mypy", mypy.get("ignore_errors") is True and False not in overrides, "has ignore_errors everywhere"),
            ("tool.ruff", bool(everything & set(left_out)), "leaves out every file"),
            (
                "tool.coverage.report",
                coverage.get("report", {}).get("fail_under") == 0 and not covered,
                "is content with 0 percent",
            ),
        ):
            if found:
                yield At(file, section, f"[{section}] {told}, so that this check cannot fail: take the setting out")


def _projects(repository: Repository) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The one at the top: others are those of samples, and of packages with checks of their own."""
    try:
        yield TOP, tomllib.loads(repository.files.get(TOP, ""))
    except tomllib.TOMLDecodeError:
        return


@rule(
    id="linter-can-fail",
    reason="A scanner that is told to end with 0 reports to nobody.",
    source=REFERENCE,
    fails=_example("make lint", "lint:\n\thadolint --no-fail Dockerfile\n"),
    passes=_example("make lint", "lint:\n\thadolint Dockerfile\n"),
)
def linter_can_fail(repository: Repository) -> Iterator[At]:
    """No check that a build runs has a flag with which it always ends well, unless it runs without it too."""
    pieces = list(lines(repository))
    for file, where, text, _ in pieces:
        found = NEVER_FAILS.search(text)
        if found is None or "--fix-only" in text or WRITES.search(text):
            continue
        tool = re.compile(rf"\b{re.match(r'[a-z-]+', found[0])[0]}\b")  # type: ignore[index]
        # A pass that judges, and one that tells about the rest.
        others = [each.text for each in pieces if not re.search(r"\b(print|echo|printf)\b", each.text)]
        if not any(judges(each) and tool.search(each) and not NEVER_FAILS.search(each) for each in others):
            yield At(file, where, f'"{found[0].strip()[:80]}" ends well whatever it finds: take that flag out')


@rule(
    id="gate-does-not-depend-on-a-tool",
    reason="A gate that runs only where its tool happens to be is skipped without a word where it is not.",
    source=REFERENCE,
    fails=_example("if command -v docker; then make unit; fi"),
    passes=_example("make unit"),
)
def needs_its_tool(repository: Repository) -> Iterator[At]:
    """No build runs a test only where a program is installed."""
    for file, where, text, _ in lines(repository):
        found = ONLY_WHERE.search(text)
        if found and judges(found[2]) and not re.search(r"\belse\b|exit [1-9]", text):
            yield At(file, where, f'"{text.strip()[:80]}" tests nothing where the program is missing: let that fail')


@rule(
    id="exit-code-is-used",
    reason="A script that goes on after a test ends with the code of its last command.",
    source=REFERENCE,
    fails=_example("make unit", "unit:\n\tsh -c 'pytest; code=$$?; chown me reports'\n"),
    passes=_example("make unit", "unit:\n\tsh -c 'pytest; code=$$?; chown me reports; exit $$code'\n"),
)
def code_is_used(repository: Repository) -> Iterator[At]:
    """An exit code that a script keeps decides how it ends, and no output stands behind a test in its place."""
    exported = {name for spec in repository.buildspecs for name in spec.exported}
    # Shells that end with the first failure.
    strict = any(re.search(r"^\.SHELLFLAGS\s*:?=.*\s-\w*e", text, re.MULTILINE) for text in makefile_texts(repository))
    for file, where, text, whole in lines(repository):
        for name in re.findall(r"\b(\w+)=\$\$?\?", text):
            used = rf"\$\{{?{name}\b|\(\([^)]*\b{name}\b|\[\[[^]]*\b{name}\b|\bexport\s+(\w+=\S*\s+)*{name}\b"
            if name not in exported and not re.search(used, whole.replace(f"{name}=$", "")):
                yield At(file, where, f'the exit code is kept as "{name}" and never used: end with exit ${name}')
        told = re.search(r"([^;|&]+);\s*(echo|printf)\b[^;|&]*$", text)
        if told and judges(told[1]) and not strict and "set -e" not in whole:
            yield At(
                file, where, f'"{text.strip()[-80:]}" ends with the code of what it prints: let the test come last'
            )


@rule(
    id="stack-rolls-back",
    reason="A stack that stays halfway after a failure serves a mixture of two releases until a person comes.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html",
    fails=_example("cdk deploy --no-rollback --all"),
    passes=_example("cdk deploy --all"),
)
def stack_rolls_back(repository: Repository) -> Iterator[At]:
    """No deployment of a build keeps CloudFormation from going back after a failure."""
    for file, where, text, _ in lines(repository):
        if found := NO_ROLLBACK.search(text):
            yield At(file, where, f'"{found[0][-60:]}" leaves a failed stack as it is: take that flag out')


_REPORT = "version: 0.2\nphases: {build: {commands: [make unit]}}\nreports: {unit: {files: [%s]}}\n"


@rule(
    id="report-has-the-name-that-is-written",
    reason="CodeBuild shows no report of a file that no command writes, and does not always fail.",
    source=TESTING,
    fails={
        **_example("x", "unit:\n\tpytest --junitxml=reports/unit.xml\n"),
        "buildspec.yml": _REPORT % "reports/unt.xml",
    },
    passes={
        **_example("x", "unit:\n\tpytest --junitxml=reports/unit.xml\n"),
        "buildspec.yml": _REPORT % "reports/unit.xml",
    },
)
def report_is_written(repository: Repository) -> Iterator[At]:
    """The file of a report is one that a recipe or a command writes, where one of nearly that name is."""
    texts = makefile_texts(repository)
    for spec in repository.buildspecs:
        commands = "\n".join(command.text for command in spec.commands)
        written = set(re.findall(r"[\w./-]+\.(?:xml|json|trx)\b", "\n".join([*texts, commands])))
        for files in walk(spec.section("reports"), "files"):
            for name in (each for each in as_list(files) if isinstance(each, str)):
                meant = near(name, sorted(written)) if "*" not in name and name not in written else ""
                # One letter, not another word: tools write files of their own names too.
                if meant and SequenceMatcher(None, meant, name).ratio() > MISSPELT:
                    yield At(spec.file, "reports", f"nothing writes {name}, and something writes {meant}: name that")
