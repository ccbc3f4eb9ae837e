"""What a team changes in the files that it owns, while the tests of its repository stay green."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from template_edits import replace

ENVIRONMENT = re.compile(r"    Environment\(\n.*?\n    \),\n", re.DOTALL)
OFF, ON = "EXAMPLE = False", "EXAMPLE = True"
EXTENSIONS = ("extensions/stages.py", "extensions/resources.py")


def less(repository: Path) -> None:
    """Only dev and prod, and nobody approves: what the verifier finds of that is accepted."""
    file = repository / "environments.py"
    text = file.read_text("utf-8")
    # A window, where there is one, opens between the approval and the deployment.
    text = re.sub(r"^ *window=DeploymentWindow.*\n", "", text, flags=re.MULTILINE)
    _, staging, _ = ENVIRONMENT.findall(text)
    file.write_text(text.replace(staging, "").replace("approval=True", "approval=False"), "utf-8")
    assert len(ENVIRONMENT.findall(file.read_text("utf-8"))) == 2
    with (repository / "accepted-findings.yml").open("a", encoding="utf-8") as accepted:
        for rule in ("production-behind-an-approval", "production-rolls-back"):
            until = date.today() + timedelta(days=30)
            accepted.write(f"- {{rule: {rule}, where: Prod, reason: Nobody uses it yet, until: {until}}}\n")


def more(repository: Path) -> None:
    """Both examples of the extensions are on, and a person approves two environments more: staging and a new one."""
    for path in EXTENSIONS:
        replace(path, OFF, ON)(repository)
    file = repository / "environments.py"
    text = file.read_text("utf-8")
    _, staging, _ = ENVIRONMENT.findall(text)
    approved = staging.replace('"staging",', '"staging",\n        approval=True,')
    load = re.sub(r'account="\d+"', 'account="210987654321"', approved.replace('"staging"', '"load"'))
    file.write_text(text.replace(staging, approved + load), "utf-8")
    assert len(ENVIRONMENT.findall(file.read_text("utf-8"))) == 4


# By name, in the order in which the examples of a variant get them.
CHANGES: dict[str, Callable[[Path], None]] = {"more": more, "less": less}
