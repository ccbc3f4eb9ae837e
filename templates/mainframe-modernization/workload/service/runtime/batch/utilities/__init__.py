"""The utilities of z/OS that jobs call as programs: what jobs usually ask of them; the rest is refused, never guessed.
RECONCIL and ACCTLOAD are none of z/OS: one reconciles a parallel run, the other is the initial load.

Each runs as a process of its own, as a compiled program does: `python -m batch.utilities SORT`, with its DDs in
variables `DD_NAME`.
"""

RECONCIL, ACCTLOAD = "RECONCIL", "ACCTLOAD"
UTILITIES = ("IEFBR14", "IEBGENER", "IDCAMS", "SORT", RECONCIL, ACCTLOAD)
