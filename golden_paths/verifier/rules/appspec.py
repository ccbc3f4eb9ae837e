"""AppSpec files of deployments to instances: what CodeDeploy runs, and when."""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, normpath
from typing import Any

from ..documents import Lines
from ..repository import Repository
from ..rule import At, Example, rule
from ..templates import as_list, as_text, mappings
from ..texts import NOT_READ
from ..values import near

HOOKS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html"
FILES = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-files.html"
# fmt: off
EVENTS = (
    "ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService",
    "BeforeBlockTraffic", "AfterBlockTraffic", "BeforeAllowTraffic", "AfterAllowTraffic",
)
# fmt: on
BUILT = re.compile(r"^(target|out|public)(/|$)|^\.|/\.|\.(war|jar|zip)$")
# Of all scripts of one event together.
MOST_SECONDS = 3600


def _example(event: str, script: str = "check.sh", source: str = "app", seconds: int = 60) -> Example:
    text = f"version: 0.0\nos: linux\nfiles:\n- {{source: {source}, destination: /srv}}\nhooks:\n  {event}:\n"
    return {
        "appspec.yml": f"{text}  - {{location: {script}, timeout: {seconds}}}\n",
        "check.sh": "curl --fail localhost\n",
        "app/index.html": "",
    }


def _appspecs(repository: Repository) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Those for instances; the ones for functions and tasks name resources and no files."""
    for file in repository.files:
        if file.rpartition("/")[2] in {"appspec.yml", "appspec.yaml"}:
            body = repository.document(file)
            if isinstance(body, Mapping) and "os" in body:
                yield file, body


def _scripts(body: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Mapping[str, Any]]]]:
    """Event, its place and its scripts."""
    hooks = body.get("hooks")
    for event, scripts in hooks.items() if isinstance(hooks, Mapping) else ():
        line = hooks.of.get(event, 0) if isinstance(hooks, Lines) else 0
        where = f"{event} (line {line})" if line else str(event)
        yield str(event), where, [each for each in as_list(scripts) if isinstance(each, Mapping)]


@rule(
    id="appspec-event-exists",
    reason="CodeDeploy never calls a script of an event that it does not know, and the deployment succeeds without it.",
    source=HOOKS,
    fails=_example("ValidateServices"),
    passes=_example("ValidateService"),
)
def event_exists(repository: Repository) -> Iterator[At]:
    """Each hook of an AppSpec is an event of a deployment to instances."""
    for file, body in _appspecs(repository):
        for event, where, _ in _scripts(body):
            if event not in EVENTS:
                yield At(file, where, f"CodeDeploy has no event {event}: name one of {', '.join(EVENTS)}")


@rule(
    id="appspec-names-files-that-exist",
    reason="A deployment fails on its first instance when a script or a file of its AppSpec is not in the revision.",
    source=FILES,
    fails=_example("ValidateService", "checks.sh"),
    passes=_example("ValidateService"),
)
def names_files(repository: Repository) -> Iterator[At]:
    """The scripts of an AppSpec lie beside it; of what it installs, no name is a misspelt one."""
    for file, body in _appspecs(repository):
        root = f"{dirname(file)}/".lstrip("/")
        below = {path.removeprefix(root) for path in repository.paths if path.startswith(root)}
        names = {basename(path) for path in below}
        sources = [as_text(each.get("source")) for each in mappings(body.get("files"))]
        scripts = [(where, as_text(each.get("location"))) for _, where, found in _scripts(body) for each in found]
        for where, named in (*(("files", each) for each in sources), *scripts):
            path = _path(named)
            # A build may move a file, or make it: what has its name somewhere below is taken for it.
            if not named or basename(path) in names or NOT_READ & set(path.split("/")) or BUILT.search(path):
                continue
            meant = near(basename(path), sorted(names))
            # Another script lies where it is said to, and no file of the repository makes this one.
            others = any(_path(each) in below for _, each in scripts)
            made = any(basename(path) in text for other, text in repository.files.items() if other != file)
            missing = where != "files" and others and not made
            if meant or missing:
                told = f"did you mean {meant}?" if meant else "name a file of the revision"
                yield At(file, where, f"there is no {named} beside the AppSpec: {told}")


def _path(named: str) -> str:
    """As the repository names it; AppSpec files of Windows have the other slash."""
    return normpath(named.replace("\\", "/")).strip("/")


@rule(
    id="appspec-hook-ends-in-time",
    reason="CodeDeploy ends all scripts of an event after an hour together, and refuses a longer time-out.",
    source=HOOKS,
    fails=_example("ValidateService", seconds=7200),
    passes=_example("ValidateService", seconds=3600),
)
def ends_in_time(repository: Repository) -> Iterator[At]:
    """The time-outs of an event are an hour together at most."""
    for file, body in _appspecs(repository):
        for _, where, scripts in _scripts(body):
            seconds = [str(each.get("timeout", 0)) for each in scripts]
            total = sum(int(each) for each in seconds if each.isdigit())
            if total > MOST_SECONDS:
                told = f"its scripts may take {total} seconds, and CodeDeploy allows {MOST_SECONDS}"
                yield At(file, where, f"{told}: lower their time-outs")
