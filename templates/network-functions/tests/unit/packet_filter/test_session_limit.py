"""The number of sessions is held to the policy's limit, by the kernel where it lets us."""

import pytest
from packet_filter import policy_file
from packet_filter.session_limit import SessionLimit
from packet_filter.status import Status

POLICY = policy_file.read("rules: []\nlimits: {sessions: 100}")


class Setup:
    """A limit whose count the test decides. told: what the rule set was told; asked: what the kernel was."""

    def __init__(self, *, by_kernel: bool) -> None:
        self.count = 0
        self.told: list[tuple[str, bool]] = []
        self.asked: list[int] = []
        self.status = Status(version="1")

        def limit_kernel(limit: int) -> bool:
            self.asked.append(limit)
            return by_kernel

        self.limit = SessionLimit(
            self.status,
            interface="eth0",
            tracked=lambda: self.count,
            limit_kernel=limit_kernel,
            set_full=lambda interface, full: self.told.append((interface, full)),
        )
        self.limit.apply(POLICY)

    def tick(self, count: int) -> None:
        """Counts once."""
        self.count = count
        self.limit.tick()


def test_where_the_kernel_has_no_limit_for_us_a_full_table_admits_nothing_until_it_has_room() -> None:
    setup = Setup(by_kernel=False)
    for count in (99, 100, 130, 96, 95):
        setup.tick(count)
    assert setup.told == [("eth0", True)]
    assert setup.status.sessions_full
    setup.tick(94)
    assert setup.told[1:] == [("eth0", False)]
    assert (setup.status.sessions_full, setup.status.sessions) == (False, 94)


def test_the_kernels_own_limit_is_better() -> None:
    setup = Setup(by_kernel=True)
    setup.tick(100)
    assert (setup.asked, setup.told) == ([100], [])
    # Still told to people.
    assert setup.status.sessions_full


def test_a_rule_set_that_was_loaded_while_the_table_is_full_is_told_again() -> None:
    setup = Setup(by_kernel=False)
    setup.tick(100)
    setup.limit.apply(POLICY)
    assert setup.told == [("eth0", True), ("eth0", True)]
    # The kernel is asked again only for another limit.
    assert setup.asked == [100]


def test_a_higher_limit_admits_again(caplog: pytest.LogCaptureFixture) -> None:
    setup = Setup(by_kernel=False)
    setup.tick(100)
    assert "the session table is full: 100 of 100" in caplog.messages
    setup.limit.apply(policy_file.read("rules: []\nlimits: {sessions: 200}"))
    assert (setup.asked, setup.status.sessions_full) == ([100, 200], False)
