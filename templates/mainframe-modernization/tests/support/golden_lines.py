"""Lines that the programs DISPLAY, and edited numbers (PIC with Z, comma, point and a minus sign behind)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal


def edited(value: Decimal | int, width: int) -> str:
    """An amount with two decimals, as PIC ZZ,ZZ9.99- shows it. width: all characters, the sign included."""
    return f"{abs(value):,.2f}".rjust(width - 1) + ("-" if value < 0 else " ")


def count_lines(program: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Control totals: counts."""
    return tuple(f"{program:9}{label:22}{count:>13,}" for label, count in counts.items())


def sum_lines(program: str, sums: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Control totals: sums of money."""
    return tuple(f"{program:9}{label:12}{edited(value, 21)}" for label, value in sums.items())


def invalid_lines(program: str, accounts: Iterable[int], what: str) -> tuple[str, ...]:
    """A line for each account whose record cannot be used."""
    return tuple(f"{program:8}: ACCOUNT {account:010d} HAS AN INVALID FIELD, {what}" for account in accounts)
