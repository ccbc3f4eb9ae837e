"""How many faults that were planted in rendered repositories, one at a time, `golden-paths verify` finds.

`planted/*.yml` holds them: name, architecture (a variant), file, what to search there, and what to put in its place.
"""

import contextlib
import importlib
import io
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.figures import Figure, run
from benchmarks.template import ROOT, copy, inside
from golden_paths.verifier.repository import read
from golden_paths.verifier.rule import Finding
from golden_paths.verifier.verify import verify

FOLDER = Path(__file__).resolve().parent / "planted"
VARIANTS = {
    "serverless": {"architecture": "serverless"},
    "serverless-sam": {"architecture": "serverless", "infrastructure": "sam"},
    "containers": {"architecture": "containers"},
    "containers-codedeploy": {"architecture": "containers", "deployed_by": "codedeploy", "compute": "ec2"},
    "network-functions": {"architecture": "network-functions"},
    "network-functions-cnf": {
        "architecture": "network-functions",
        "shape": "cnf",
        "entry": "network-load-balancer",
    },
    "mainframe-modernization": {"architecture": "mainframe-modernization"},
}
LEAST_CAUGHT, MOST_SECONDS = 0.95, 6.0
MOST_SECONDS_FOR_ALL, MOST_MEMORY = 1.5, 200
# A template that the CDK makes of code has to be made again; the others are read as they are.
SYNTHESISED = (".py", "cdk.json")
# Instead of a package: its digest is in the templates, and nothing else of it.
CONTEXT = {"package": "workload/service/runtime"}


@dataclass(frozen=True)
class Fault:
    """topic: the file that holds it, without suffix. See the module for the others.

    before_rule: it was written before the rule that finds it, or no rule finds it yet.
    """

    topic: str
    name: str
    architecture: str
    file: str
    search: str
    replace: str
    before_rule: bool = False


@dataclass(frozen=True)
class Outcome:
    """sentences: what was found; error: what ended the synthesis, which refuses the fault as well."""

    fault: Fault
    sentences: tuple[str, ...]
    error: str
    seconds: float

    @property
    def is_caught(self) -> bool:
        return bool(self.sentences or self.error)

    def __str__(self) -> str:
        told = self.error or "; ".join(self.sentences[:2]) or "nothing"
        return f"{self.fault.topic}: {self.fault.name} ({self.fault.architecture}): {told}"


def planted() -> list[Fault]:
    """All faults, by architecture, since each has to be rendered once."""
    found = [
        Fault(topic=file.stem, **each)
        for file in sorted(FOLDER.glob("*.yml"))
        for each in yaml.safe_load(file.read_text("utf-8"))
    ]
    return sorted(found, key=lambda fault: list(VARIANTS).index(fault.architecture))


def plant(fault: Fault, repository: Path) -> str:
    """Put the fault into its file. Returns the text before. Raises ValueError: the file does not hold what it names."""
    path = repository / fault.file
    text = path.read_text("utf-8")
    if fault.search not in text:
        raise ValueError(f'{fault.topic}: "{fault.name}": {fault.file} holds no "{fault.search}"')
    path.write_text(text.replace(fault.search, fault.replace), "utf-8")
    return text


def is_synthesised(fault: Fault) -> bool:
    """Whether the assembly has to be made again, since the CDK makes it of this file."""
    return fault.file.endswith(SYNTHESISED)


def outcomes(faults: Sequence[Fault], scratch: Path) -> Iterator[Outcome]:
    """What the verifier says of each. Raises ValueError: a repository without a fault has a finding."""
    repositories: dict[str, tuple[Path, Path]] = {}
    for fault in faults:
        if fault.architecture not in repositories:
            repositories[fault.architecture] = _healthy(fault.architecture, scratch)
        repository, clean = repositories[fault.architecture]
        start = time.perf_counter()
        before = plant(fault, repository)
        try:
            error, found = _judged(repository, clean, again=is_synthesised(fault))
        finally:
            (repository / fault.file).write_text(before, "utf-8")
        yield Outcome(fault, tuple(str(each) for each in found), error, time.perf_counter() - start)


def measure() -> Iterator[Figure]:
    """The share that was found, and the seconds that one takes."""
    with TemporaryDirectory() as scratch:
        yield from _speed(Path(scratch))
        every = list(outcomes(planted(), Path(scratch)))
    for outcome in every:
        if not outcome.is_caught:
            print(f"  not found: {outcome.fault.topic}: {outcome.fault.name} ({outcome.fault.architecture})")
    before = sum(each.fault.before_rule for each in every)
    print(f"  written before the rule that finds them: {before} of {len(every)}")
    missed = sum(not each.is_caught for each in every)
    yield Figure(f"planted faults that `verify` misses, of {len(every)}", missed / len(every), 1 - LEAST_CAUGHT)
    yield Figure("  seconds for each", sum(each.seconds for each in every) / len(every), MOST_SECONDS, "s")


def _speed(scratch: Path) -> Iterator[Figure]:
    """Of the architecture with the most files, synthesised elsewhere: a process begins with its parent's memory."""
    repository = copy(scratch / "largest", VARIANTS["mainframe-modernization"])
    made = (
        f"from benchmarks.faults import *; synthesise(Path({str(repository)!r}), Path({str(repository / 'cdk.out')!r}))"
    )
    run([sys.executable, "-c", made], cwd=ROOT)
    command = [sys.executable, "-m", "golden_paths.cli", "verify", str(repository / "cdk.out")]
    taken = run(command, cwd=ROOT)
    yield Figure("`golden-paths verify` of mainframe modernization", taken.seconds, MOST_SECONDS_FOR_ALL, "s")
    yield Figure("  its memory", taken.mebibytes, MOST_MEMORY, "MiB")


def _healthy(architecture: str, scratch: Path) -> tuple[Path, Path]:
    repository = copy(scratch / architecture, VARIANTS[architecture])
    clean = scratch / f"{architecture}.out"
    synthesise(repository, clean)
    error, found = _judged(repository, clean, again=False)
    if error or found:
        raise ValueError(f"{architecture}: without a fault there is a finding: {error or found[0]}")
    return repository, clean


def _judged(repository: Path, clean: Path, *, again: bool) -> tuple[str, list[Finding]]:
    assembly = repository / "cdk.out"
    with TemporaryDirectory(dir=repository.parent) as out:
        if again:
            try:
                synthesise(repository, Path(out, "cdk.out"))
            except Exception as error:  # Whatever the code of a fault raises, the synthesis refuses it.
                return f"{type(error).__name__}: {error}".splitlines()[0], []
        assembly.symlink_to(Path(out, "cdk.out") if again else clean)
        try:
            return "", verify(read(assembly))
        finally:
            assembly.unlink()


def synthesise(repository: Path, out: Path) -> None:
    """Make the assembly of the CDK, without a sound. Raises whatever the code of the repository raises."""
    with inside(repository), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        importlib.invalidate_caches()
        sys.dont_write_bytecode = True
        importlib.import_module("app").build(outdir=str(out), context=CONTEXT, validated=False).synth()
