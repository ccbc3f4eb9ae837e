"""The rules of verifier/ over what is synthesised and what lies beside it, told as a person reads it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

import verifier
from security.files import files
from tests.support.memory import Memory
from verifier import accepted
from verifier.repository import Repository, read_with
from verifier.rule import Finding
from verifier.verify import all_rules, verify

# The folder in which findings see the assembly, as if `make synth` had written it.
ASSEMBLY = "cdk.out"
# As long as an entry that is pasted from a failure holds; whoever writes it may choose another day.
ACCEPTED = timedelta(days=90)


def repository(assembly: Path) -> Repository:
    """What a commit would hold of the current folder, and the templates in the folder `assembly`."""
    # Without what only this machine has: a laptop and CodeBuild find the same.
    ours = {path.as_posix() for path in files()}
    read = read_with(Path(), assembly=assembly, name=ASSEMBLY)
    texts = {file: text for file, text in read.files.items() if file in ours or file.startswith(f"{ASSEMBLY}/")}
    return Repository(texts, read.others & ours)


def memory(config: pytest.Config) -> Memory:
    """What was clean today, by these rules."""
    rules = hashlib.sha256()
    for file in sorted(Path(verifier.__file__).parent.rglob("*.py")):
        rules.update(file.read_bytes())
    return Memory.of(config, "verifier", rules.hexdigest(), *map(_version, ("aws-sam-translator", "pyyaml")))


def _version(package: str) -> str:
    # Only a repository with templates of SAM has the translator.
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def open_findings(repository: Repository, clean: Memory) -> list[Finding]:
    """What nobody accepted. What was clean is not judged again.

    Raises NotAccepted: accepted-findings.yml cannot be read.
    """
    text = json.dumps([sorted(repository.files.items()), sorted(repository.others)])
    if clean.knows(text):
        return []
    entries = accepted.read(Path(), [rule.id for rule in all_rules()])
    folders = accepted.left_out(Path())
    repository, paths = repository.without([each.folder for each in folders]), repository.paths
    found = [*accepted.judged(verify(repository), entries, date.today()), *accepted.gone(folders, paths)]
    # What cannot be read is told each time.
    if not found and not repository.unread:
        clean.remember(text)
    return found


def told(findings: Sequence[Finding]) -> str:
    """Each finding in its line, then what to do, with an entry for each that could be accepted."""
    lines = [f"{len(findings)} open finding{'s' if len(findings) > 1 else ''}:", *map(str, findings)]
    to_accept = [each for each in findings if each.file != accepted.FILE]
    if to_accept:
        lines += [
            f"Mend it. Or accept it: paste its line into {accepted.FILE}, and write the reason.",
            # One covers its place in the template of each environment.
            *dict.fromkeys(f"  {_entry(each)}" for each in to_accept),
            "Why a rule is one, and an example that passes, is in verifier/rules/.",
        ]
    return "\n".join(lines)


def _entry(finding: Finding) -> str:
    where = json.dumps(finding.where, ensure_ascii=False)
    return f'- {{rule: {finding.rule}, where: {where}, reason: "…", until: {date.today() + ACCEPTED}}}'
