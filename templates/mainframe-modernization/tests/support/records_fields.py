"""Random elementary items with values that fit them."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from records.code_pages import CodePage
from records.copybook import parse_copybook
from records.layout import Layout

_SIGNS = ("", " SIGN TRAILING", " SIGN LEADING", " SIGN LEADING SEPARATE", " SIGN TRAILING SEPARATE")
# Characters that every page has, letters with accents among them.
COMMON = sorted(set.intersection(*(set(page.characters) for page in CodePage)))
_PRINTABLE = [each for each in COMMON if each.isprintable()]


@dataclass(frozen=True, kw_only=True)
class Item:
    """clauses: behind the name. values: what its PICTURE holds, as the codec gives them."""

    clauses: str
    values: st.SearchStrategy[object]


@st.composite
def digits(draw: st.DrawFn, most: int = 18) -> tuple[str, int, int, bool]:
    """PICTURE, digits, decimals and whether it is signed; with P on either side now and then."""
    count = draw(st.integers(1, most))
    signed = draw(st.booleans())
    shape = draw(st.sampled_from(("whole", "point", "small", "large")))
    prefix = "S" if signed else ""
    if shape == "point" and count > 1:
        decimals = draw(st.integers(1, count - 1))
        return f"{prefix}9({count - decimals})V9({decimals})", count, decimals, signed
    if shape == "small" and count < most - 2:
        return f"{prefix}VPP9({count})", count, count + 2, signed
    if shape == "large" and count < most - 2:
        return f"{prefix}9({count})P(2)", count, -2, signed
    return f"{prefix}9({count})", count, 0, signed


def _scaled(number: int, decimals: int) -> object:
    return Decimal(f"{number}E-{decimals}") if decimals > 0 else number * 10**-decimals


@st.composite
def number_items(draw: st.DrawFn, usages: tuple[str, ...] = ("", "COMP-3", "COMP", "COMP-5")) -> Item:
    """DISPLAY with all its signs, packed and binary."""
    usage = draw(st.sampled_from(usages))
    picture, count, decimals, signed = draw(digits(most=31 if usage == "COMP-3" else 18))
    sign = draw(st.sampled_from(_SIGNS)) if signed and not usage else ""
    most = 10**count - 1
    numbers = st.integers(-most if signed else 0, most)
    clauses = f"PIC {picture} {usage}{sign}".strip()
    return Item(clauses=clauses, values=numbers.map(lambda number: _scaled(number, decimals)))


@st.composite
def text_items(draw: st.DrawFn) -> Item:
    """Text without spaces at the end that fills, as the codec gives it."""
    length = draw(st.integers(1, 20))
    right = draw(st.booleans())
    texts = st.text(st.sampled_from(_PRINTABLE), max_size=length)
    strip = str.lstrip if right else str.rstrip
    return Item(
        clauses=f"PIC X({length}){' JUSTIFIED RIGHT' if right else ''}", values=texts.map(lambda text: strip(text, " "))
    )


# Halves and integers are exact in hexadecimal and in binary form alike.
FLOATS = st.sampled_from(("COMP-1", "COMP-2")).map(
    lambda usage: Item(clauses=usage, values=st.integers(-(2**20), 2**20).map(lambda number: number / 2))
)
ITEMS = st.one_of(number_items(), text_items(), FLOATS)


def layout_of(items: list[Item]) -> Layout:
    """A record with the items F1, F2, …"""
    lines = [f"           05  F{number}  {item.clauses}." for number, item in enumerate(items, start=1)]
    return parse_copybook("\n".join(["       01  RECORD-OF-ITEMS.", *lines]), name="ITEMS.cpy")


@st.composite
def records(draw: st.DrawFn) -> tuple[Layout, list[dict[str, object]]]:
    """A layout, and values of one to five records of it."""
    items = draw(st.lists(ITEMS, min_size=1, max_size=6))
    values = st.fixed_dictionaries({f"F{number}": item.values for number, item in enumerate(items, start=1)})
    return layout_of(items), draw(st.lists(values, min_size=1, max_size=5))
