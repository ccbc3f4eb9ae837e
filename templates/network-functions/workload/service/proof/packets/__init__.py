"""What the tasks of the proof run, `python -m packets`: standard library alone, imports relative to this folder."""
