"""The utilities of z/OS that jobs call as programs: what jobs usually ask of them; the rest is refused, never guessed.

Each runs as a process of its own, as a compiled program does: `python -m batch.utilities SORT`, with its DDs in
variables `DD_NAME`.
"""

UTILITIES = ("IEFBR14", "IEBGENER", "IDCAMS", "SORT")
