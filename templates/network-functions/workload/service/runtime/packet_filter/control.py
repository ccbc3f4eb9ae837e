"""Keeps the running rule set equal to the newest policy that is good; a bad one changes nothing, and is reported."""

from collections.abc import Callable
from typing import Protocol

from packet_filter import policy_file, ruleset
from packet_filter.logs import logger
from packet_filter.nft import NftError
from packet_filter.placement import Placement
from packet_filter.policy import CLOSED, Policy
from packet_filter.policy_error import PolicyError
from packet_filter.policy_source import PolicySource, SourceError, Versioned
from packet_filter.status import Refused, Status


class Kernel(Protocol):
    """What loads rule sets; the module `nft` is one. Each raises NftError."""

    def check(self, ruleset: str) -> None:
        """Judge, and load nothing."""

    def load(self, ruleset: str) -> None:
        """Replace the running rule set, or change nothing."""

    def loaded(self) -> bool:
        """Whether the rule set is there."""


class Control:
    """before_load, after_load: called around each load, the latter with the policy that now holds."""

    def __init__(
        self,
        *,
        source: PolicySource,
        placement: Placement,
        kernel: Kernel,
        status: Status,
        before_load: Callable[[], None],
        after_load: Callable[[Policy], None],
    ) -> None:
        self._source = source
        self._placement = placement
        self._kernel = kernel
        self._status = status
        self._before_load = before_load
        self._after_load = after_load
        self._judged: str | None = None
        self._running: tuple[str, Policy] | None = None

    def start(self) -> None:
        """Load the policy; without a good one, close: nothing new gets through, what is established goes on.

        Raises NftError: not even that could be loaded.
        """
        self.poll()
        if self._status.policy is None:
            self._load(ruleset.compile(CLOSED, self._placement), CLOSED)
            logger.error("no policy could be loaded: nothing but established sessions is let through until one can")

    def poll(self) -> None:
        """Look at the source once, and load what is new and good there. Raises NftError: the kernel cannot be asked."""
        if self._running and not self._kernel.loaded():
            # Without it everything gets through.
            logger.error("the rule set was removed by another program: it is loaded again")
            self._load(*self._running)
        try:
            newest = self._source.latest()
        except SourceError as error:
            if self._status.source_problem != str(error):
                self._status.source_problem = str(error)
                logger.error("policy not readable: %s", error)
            return
        self._status.source_problem = None
        # Also one that was refused: nothing but another version can make it better.
        if newest.version != self._judged:
            self._apply(newest)

    def _apply(self, newest: Versioned) -> None:
        try:
            policy = policy_file.read(newest.text, file=self._source.name)
            compiled = ruleset.compile(policy, self._placement)
            self._kernel.check(compiled)
        except PolicyError as error:
            self._judged = newest.version
            self._refuse(Refused(version=newest.version, file=error.file, line=error.line, reason=error.reason))
            return
        except NftError as error:
            self._judged = newest.version
            self._refuse_ruleset(newest, error)
            return
        try:
            self._load(compiled, policy)
        except NftError as error:
            # What passed the check is no bad policy: memory was short, or another program was at it. Tried again.
            self._refuse_ruleset(newest, error)
            return
        self._judged = newest.version
        self._status.policy = newest.version
        self._status.refused = None
        logger.info("policy loaded", extra={"fields": {"policy": newest.version, "rules": len(policy.rules)}})

    def _load(self, compiled: str, policy: Policy) -> None:
        self._before_load()
        self._kernel.load(compiled)
        self._running = (compiled, policy)
        self._after_load(policy)

    def _refuse_ruleset(self, newest: Versioned, error: NftError) -> None:
        self._refuse(Refused(version=newest.version, file=self._source.name, line=error.policy_line, reason=str(error)))

    def _refuse(self, refused: Refused) -> None:
        if refused == self._status.refused:
            return
        self._status.refused = refused
        where = refused.file if refused.line is None else f"{refused.file} line {refused.line}"
        logger.error(
            "policy refused, the running one stays: %s: %s",
            where,
            refused.reason,
            extra={"fields": {"refused": refused.version, "policy": self._status.policy}},
        )
