"""Writes the table of rules into docs/verifier.md: `python tests/support/verifier_page.py`."""

from exports import ROOT

from golden_paths.verifier.rule import Rule
from golden_paths.verifier.verify import all_rules

PAGE = ROOT / "docs" / "verifier.md"
BEGIN = "<!-- The rules: written by tests/support/verifier_page.py -->\n"


def page() -> str:
    """The page with the rules as they are now."""
    written, _, _ = PAGE.read_text("utf-8").partition(BEGIN)
    topics: dict[str, list[Rule]] = {}
    for rule in all_rules():
        topics.setdefault(rule.judge.__module__.rpartition(".")[2].replace("_", " "), []).append(rule)
    lines = []
    for topic, rules in sorted(topics.items()):
        lines += [f"### {topic.capitalize().replace('Ecs', 'ECS')}", "", "| rule | promise | why |", "|---|---|---|"]
        for rule in rules:
            promise = " ".join((rule.judge.__doc__ or "").split())
            name = f"[{rule.id}]({rule.source})" if rule.source.startswith("https://") else rule.id
            lines.append(f"| {name} | {promise} | {rule.reason} |")
        lines.append("")
    return f"{written}{BEGIN}\n" + "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
