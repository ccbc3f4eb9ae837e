"""The program `nft`: checks a rule set, loads it, reads the counters."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass

from packet_filter.ruleset import FULL_SET, TABLE

# A thousand rules take a fifth of a second; the time is for a host that is out of breath.
_SECONDS = 30
_WORDS = re.compile(r"^[^\s:]+:(?P<line>\d+):\S+ (?:Error: )?(?P<words>.*)$", re.MULTILINE)
_POLICY_LINE = re.compile(r'comment "line (\d+)"')


class NftError(Exception):
    """nft refused. words: its own. line: of the rule set (None: of none). policy_line: of the policy, where known."""

    def __init__(self, words: str, *, line: int | None = None, policy_line: int | None = None) -> None:
        super().__init__(f"nft: {words}" if line is None else f"nft, line {line} of the rule set: {words}")
        self.words = words
        self.line = line
        self.policy_line = policy_line


@dataclass(frozen=True, kw_only=True)
class Counter:
    """What a counter has seen since the rule set was loaded."""

    packets: int
    bytes: int


def installed() -> bool:
    """Whether there is an nft to ask."""
    return shutil.which("nft") is not None


def check(ruleset: str) -> None:
    """Let nft and the kernel judge the rule set, and load nothing. Raises NftError: it is refused."""
    _apply(ruleset, "--check")


def load(ruleset: str) -> None:
    """Replace the running rule set in one transaction. Raises NftError: nothing has changed."""
    _apply(ruleset)


def loaded() -> bool:
    """Whether the rule set is there. Raises NftError: nft cannot tell."""
    return f"table {TABLE}" in _run("list", "tables").splitlines()


def set_full(interface: str, full: bool) -> None:
    """Admit no new session that comes in on `interface`, or do so again. Raises NftError: no rule set is loaded."""
    # Flushed first, so that it is no error to say the same twice.
    more = f'add element {TABLE} {FULL_SET} {{ "{interface}" }}\n' if full else ""
    _apply(f"flush set {TABLE} {FULL_SET}\n{more}")


def counters() -> dict[str, Counter]:
    """The counters of the running rule set: those of rules by the rule's name, others by their own (`dropped_invalid`).

    Raises NftError: no rule set is loaded.
    """
    answer = json.loads(_run("--json", "list", "counters", "table", *TABLE.split()))
    found = {}
    for item in answer["nftables"]:
        if counter := item.get("counter"):
            name = str(counter["name"]).removeprefix("rule_")
            found[name] = Counter(packets=counter["packets"], bytes=counter["bytes"])
    return found


def _apply(ruleset: str, *options: str) -> None:
    try:
        _run(*options, "--file", "-", stdin=ruleset)
    except NftError as error:
        match = _WORDS.search(error.words)
        if match is None:
            raise
        line = int(match["line"])
        lines = ruleset.splitlines()
        written = _POLICY_LINE.search(lines[line - 1]) if 0 < line <= len(lines) else None
        policy_line = int(written[1]) if written else None
        raise NftError(match["words"], line=line, policy_line=policy_line) from None


def _run(*arguments: str, stdin: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603
            ["nft", *arguments],  # noqa: S607 - from the image's or the laptop's packages
            input=stdin,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise NftError("the program is missing; install the package nftables") from None
    except subprocess.TimeoutExpired:
        raise NftError(f"no answer within {_SECONDS} seconds") from None
    if done.returncode:
        raise NftError(done.stderr.strip() or f"ended with exit code {done.returncode}")
    return done.stdout
