"""What an update does, as text in Markdown for the page of a portal."""

from golden_paths.update import Update


def summary(made: Update) -> str:
    """Versions, counts, and every finding: those first that a person must look at."""
    counted = f"{len(made.written)} files written, {len(made.removed)} removed"
    parts = [f"{made.origin.version} → {made.version}: {counted}"]
    for title, wanted in (("To review", True), ("Good to know", False)):
        found = [f"- {finding.sentence}" for finding in made.findings if finding.needs_review is wanted]
        if found:
            parts += [f"**{title}**", "\n".join(found)]
    return "\n\n".join(parts)
