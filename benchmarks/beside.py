"""`python -m benchmarks.beside FOLDER`: which planted faults are found by the verifier, by public tools, by the
synthesis, and for a sample by the other gates of `make check`.

A tool finds a fault when one of its rules finds more in a template than in that of the repository without the fault.
What the fault does not change is not judged. Of a stack that it changes in several environments, the template of the
last one is judged, as a rule that of production: the same code makes all of them.
FOLDER keeps answers, repositories, assemblies and what tools found, and the run goes on where another one stopped. The
faults are asked in an order that is drawn by chance, the same each time, so that what is answered is a random sample
whenever it stops.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.faults import VARIANTS, Fault, is_synthesised, plant, planted, synthesise
from benchmarks.gates import passed_gates
from benchmarks.template import copy
from benchmarks.template_tools import Tools
from golden_paths.verifier.repository import Repository, read_with
from golden_paths.verifier.verify import verify

VERIFIER, NAG, REFUSED = "the verifier", "cdk-nag", "the synthesis"
GATES = "other gates of make check"
SEED = 18
ENVIRONMENTS = ("dev", "staging", "prod")
# The file of a stack of an environment, whose name ends with a digest.
OF_ENVIRONMENT = re.compile(r"assembly-(\w+)/\1([A-Za-z]+?)[0-9A-F]{8}\.")


class Beside:
    """The repositories without a fault, and what each tool finds in them; each is made once."""

    def __init__(self, kept: Path, tools: Tools) -> None:
        self._kept, self._tools = kept, tools
        self._repositories: dict[str, Path] = {}
        self._read: dict[str, Repository] = {}
        self._passing: set[str] = set()

    def answers(self, fault: Fault, who: Iterable[str]) -> dict[str, bool]:
        """Whether the fault is found by each of `who`, the verifier among them; by cdk-nag and the synthesis always."""
        repository = self._repository(fault.architecture)
        before = plant(fault, repository)
        try:
            again = is_synthesised(fault)
            assembly = self._kept / "assemblies" / (_name(fault) if again else fault.architecture)
            error = self._synthesised(repository, assembly)
            nag = "ValidationFailed" in error
            found = {NAG: nag, REFUSED: bool(error) and not nag}
            if not (assembly / "manifest.json").is_file():
                return {**found, **dict.fromkeys(who, False)}
            seen = read_with(repository, assembly=assembly, name="cdk.out")
        finally:
            (repository / fault.file).write_text(before, "utf-8")
        clean = self._clean(fault.architecture)
        changed = _changed(clean, seen)
        return {**found, **{each: self._finds(each, clean, seen, changed) for each in who}}

    def gates(self, fault: Fault) -> str:
        """The first gate of `make check` that fails, other than the verifier; empty if none does."""
        repository = self._repository(fault.architecture)
        if fault.architecture not in self._passing:
            # A gate that fails anyway would find every fault.
            failed = [gate for gate, passed in passed_gates(repository) if not passed]
            assert not failed, f"{fault.architecture} without a fault fails {', '.join(failed)}"
            self._passing.add(fault.architecture)
        before = plant(fault, repository)
        try:
            return next((gate for gate, passed in passed_gates(repository) if not passed), "")
        finally:
            (repository / fault.file).write_text(before, "utf-8")

    def _finds(self, who: str, clean: Repository, seen: Repository, changed: Collection[str]) -> bool:
        if who == VERIFIER:
            return bool(verify(seen))
        return bool(self._tools.findings(who, seen, changed) - self._tools.findings(who, clean, changed))

    def _clean(self, architecture: str) -> Repository:
        if architecture not in self._read:
            assembly = self._kept / "assemblies" / architecture
            self._read[architecture] = read_with(self._repository(architecture), assembly=assembly, name="cdk.out")
        return self._read[architecture]

    def _repository(self, architecture: str) -> Path:
        if architecture not in self._repositories:
            made = self._kept / "repositories" / architecture
            if (made / ".git").is_dir():
                # A run that was killed leaves its fault behind.
                _git(made, "checkout-index", "--quiet", "--all", "--force")
            else:
                shutil.rmtree(made, ignore_errors=True)
                copy(made, VARIANTS[architecture])
                _git(made, "init", "--quiet")
                _git(made, "add", "--all")
            self._repositories[architecture] = made
            error = self._synthesised(made, self._kept / "assemblies" / architecture)
            assert not error, f"{architecture}: {error}"
        return self._repositories[architecture]

    def _synthesised(self, repository: Path, assembly: Path) -> str:
        """Make the assembly, unless it is kept. Returns what ended the synthesis; cdk-nag does it at the end."""
        told = assembly.with_name(f"{assembly.name}.txt")
        if not told.is_file():
            error = ""
            try:
                synthesise(repository, assembly)
            except Exception as raised:  # Whatever the code of a fault raises, the synthesis refuses it.
                error = f"{type(raised).__name__}: {raised}".splitlines()[0]
            told.parent.mkdir(exist_ok=True, parents=True)
            told.write_text(error, "utf-8")
        return told.read_text("utf-8")


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description="Who finds the planted faults.")
    parser.add_argument("folder", type=Path, help="keeps the answers; a later run goes on there, one at a time")
    parser.add_argument("--only", nargs="*", metavar="TOOL", help="cfn-lint, cloudformation-validate, Guard, checkov")
    parser.add_argument("--most", type=int, metavar="N", help=f"the first N faults of the order of seed {SEED}; or all")
    parser.add_argument(
        "--gates", type=int, default=0, metavar="N", help="the gates of `make check` too, for N of them"
    )
    parser.add_argument("--table", action="store_true", help="print what is answered already, and ask nothing")
    given = parser.parse_args(arguments)
    given.folder.mkdir(exist_ok=True, parents=True)
    file = given.folder / "answers.jsonl"
    if not given.table:
        kept = given.folder.resolve()
        with (
            TemporaryDirectory() as scratch,
            Tools(Path(scratch), kept / "judged.jsonl") as tools,
            file.open("a", encoding="utf-8") as out,
        ):
            judges = Beside(kept, tools)
            for answer in _missing(
                judges, given.only if given.only is not None else [*tools.names], given.most, given.gates, _read(file)
            ):
                print(json.dumps(answer), file=out, flush=True)
    print("\n".join(table(_read(file))))
    return 0


def _missing(
    judges: Beside, tools: Sequence[str], most: int | None, gates: int, known: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    faults = planted()
    # No secret: everybody draws the same order.
    random.Random(SEED).shuffle(faults)  # noqa: S311
    for number, fault in enumerate(faults[:most]):
        name = _name(fault)
        told = known.get(name, {})
        if left := [each for each in (VERIFIER, *tools) if each not in told]:
            yield {"fault": name, **judges.answers(fault, left)}
        if number < gates and GATES not in told:
            yield {"fault": name, GATES: judges.gates(fault)}


def table(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Rows of Markdown: who finds how many of those that it was asked for."""
    public = [NAG, "cfn-lint", "cloudformation-validate", "Guard", "checkov"]
    together = {"the public tools together": public, "the verifier, or the synthesis": [VERIFIER, NAG, REFUSED]}
    yield "| who | faults | found |"
    yield "|---|---|---|"
    for who, each in {**{one: [one] for one in (VERIFIER, REFUSED, *public, GATES)}, **together}.items():
        asked = [known for known in answers.values() if set(each) <= set(known)]
        found = sum(any(known[one] for one in each) for known in asked)
        yield f"| {who} | {len(asked)} | {found} ({found / len(asked):.0%}) |" if asked else f"| {who} | 0 | |"
    first = Counter(str(known[GATES]) for known in answers.values() if known.get(GATES))
    yield from (f"  {gate} fails first: {times}" for gate, times in first.most_common())


def _read(file: Path) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        answer = json.loads(line)
        answers.setdefault(answer.pop("fault"), {}).update(answer)
    return answers


def _changed(clean: Repository, seen: Repository) -> set[str]:
    """The templates to judge: those that differ, one of each stack that several environments have."""
    before = {each.file: each.body for each in clean.templates}
    differing = [each.file for each in seen.templates if each.body != before.get(each.file)]
    # dev, staging, prod: an environment that a fault alone concerns is not hidden behind another one.
    return set({OF_ENVIRONMENT.sub(r"\2", file): file for file in sorted(differing, key=_promoted)}.values())


def _promoted(file: str) -> int:
    found = OF_ENVIRONMENT.search(file)
    return ENVIRONMENTS.index(found[1]) if found and found[1] in ENVIRONMENTS else -1


def _git(repository: Path, *command: str) -> None:
    subprocess.run(["git", *command], cwd=repository, check=True)


def _name(fault: Fault) -> str:
    return f"{fault.architecture}, {fault.topic}, {fault.name}".replace("/", " of ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
