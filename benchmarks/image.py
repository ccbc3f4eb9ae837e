"""The image of the containers template: a build after a change of the code, and its size beside what it must hold."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.template import copy

TIMES = 3
CODE = "workload/service/runtime/orders/api.py"

# benchmarks.template makes the helpers of the tests known.
from images.buildah import Buildah  # noqa: E402
from images.bundle import published  # noqa: E402
from images.size import dependencies, size  # noqa: E402


def measure() -> Iterator[Figure]:
    """Seconds of a build with a warm cache, and the ratio of both sizes. Needs root and Debian, as the tests do."""
    with TemporaryDirectory() as scratch, published() as bundle:
        folder = Path(scratch)
        repository = copy(folder / "orders", {"architecture": "containers"})
        buildah = Buildah(folder / "buildah", (repository / "Dockerfile").read_text("utf-8"), bundle.arguments)
        try:
            buildah.build(repository, "orders")
            yield Figure("build of the image after a change of its code", _warm(buildah, repository), 15, "s")
            image, base = (size(buildah.built(name).root) for name in ("orders", buildah.base))
            needed = base + size(dependencies(repository, folder))
        finally:
            buildah.close()
    yield Figure("size of the image against base and dependencies", image / needed, 1.3)


def _warm(buildah: Buildah, repository: Path) -> float:
    taken = []
    for number in range(TIMES):
        code = repository / CODE
        code.write_text(f"{code.read_text('utf-8')}# change {number}\n", "utf-8")
        start = time.perf_counter()
        buildah.build(repository, "orders")
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
