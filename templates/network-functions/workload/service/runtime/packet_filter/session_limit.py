"""Holds the number of sessions to the policy's limit.

Where the kernel lets us, its own limit does it: it then also forgets unanswered sessions first. A container may not
set that, so there the loop counts four times a second, and tells the rule set to admit no new session while the table
is full. What a flood adds between two counts is its rate by a quarter of a second, and the kernel's limit of the host.
"""

from collections.abc import Callable

from packet_filter import interfaces, nft, sessions
from packet_filter.logs import logger
from packet_filter.policy import Policy
from packet_filter.status import Status

# Not again with each session that ends: only once there is some room.
_REOPEN = 0.95


class SessionLimit:
    """interface: where new sessions come in. The other arguments are what it asks and tells; fakes in tests."""

    def __init__(
        self,
        status: Status,
        *,
        interface: str,
        tracked: Callable[[], int] = sessions.tracked,
        limit_kernel: Callable[[int], bool] = interfaces.limit_sessions,
        set_full: Callable[[str, bool], None] = nft.set_full,
    ) -> None:
        self._status = status
        self._interface = interface
        self._tracked = tracked
        self._limit_kernel = limit_kernel
        self._set_full = set_full
        self._limited_by_kernel = False
        self.limit = 0

    def apply(self, policy: Policy) -> None:
        """Take the limit of a policy that was just loaded. Raises NftError: no rule set is loaded."""
        if policy.limits.sessions != self.limit:
            self.limit = policy.limits.sessions
            self._limited_by_kernel = self._limit_kernel(self.limit)
            if not self._limited_by_kernel:
                logger.info("the kernel's limit of sessions cannot be set here: %s are counted instead", self.limit)
        # A rule set begins by admitting.
        self._status.sessions_full = False
        self.tick()

    def tick(self) -> None:
        """Count, and open or close. Raises NftError: no rule set is loaded."""
        count = self._tracked()
        self._status.sessions = count
        full = self._status.sessions_full
        if full and count < self.limit * _REOPEN:
            full = False
        elif not full and count >= self.limit:
            full = True
        if full == self._status.sessions_full:
            return
        if not self._limited_by_kernel:
            self._set_full(self._interface, full)
        self._status.sessions_full = full
        if full:
            logger.warning("the session table is full: %s of %s", count, self.limit)
        else:
            logger.info("the session table has room again: %s of %s", count, self.limit)
