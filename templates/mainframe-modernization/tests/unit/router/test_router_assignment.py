"""On which side an account is, and how it moves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from router.assignment import Side, place, side

# A machine that is busy with other tests takes its time.
PATIENT = settings(deadline=None)
ACCOUNTS = st.text(min_size=1, max_size=40)
WEIGHTS = st.integers(min_value=0, max_value=100)


@PATIENT
@given(ACCOUNTS, WEIGHTS)
def test_an_account_stays_on_its_side_while_the_weight_stands_still(account: str, weight: int) -> None:
    assert side(account, weight) is side(account, weight)


@PATIENT
@given(ACCOUNTS, WEIGHTS, WEIGHTS)
def test_a_higher_weight_moves_accounts_to_the_new_service_only(account: str, one: int, other: int) -> None:
    lower, higher = sorted((one, other))
    if side(account, lower) is Side.NEW:
        assert side(account, higher) is Side.NEW
    if side(account, higher) is Side.LEGACY:
        assert side(account, lower) is Side.LEGACY


@PATIENT
@given(ACCOUNTS)
def test_every_account_moves_at_exactly_one_weight(account: str) -> None:
    sides = [side(account, weight) for weight in range(101)]
    assert sides == [Side.LEGACY] * (place(account) + 1) + [Side.NEW] * (100 - place(account))


def test_the_weight_is_the_share_of_the_accounts() -> None:
    accounts = [f"{number:010}" for number in range(20_000)]
    for weight in (1, 10, 50, 90):
        share = 100 * sum(side(each, weight) is Side.NEW for each in accounts) / len(accounts)
        assert abs(share - weight) < 1


def test_a_task_of_another_release_puts_accounts_into_the_same_place() -> None:
    # Written down: another hash would move accounts by a deployment.
    assert [place(each) for each in ("0000000001", "0000000002", "DE-77", "äöü", "\ud800")] == [39, 27, 23, 73, 64]


@PATIENT
@given(WEIGHTS)
def test_a_request_without_an_account_goes_to_the_legacy_system(weight: int) -> None:
    assert side(None, weight) is Side.LEGACY
