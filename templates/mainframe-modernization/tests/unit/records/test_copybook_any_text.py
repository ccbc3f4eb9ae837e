"""Whatever is in the file: a layout whose items cover each byte once, or a sentence. Never anything else."""

from hypothesis import given
from hypothesis import strategies as st

from records.copybook import CopybookError, parse_records
from tests.support.records_copybooks import EVERY_CLAUSE, REDEFINITIONS

WORDS = (EVERY_CLAUSE + REDEFINITIONS).split()


ODD = (
    *(".", "(", "9(0)", "0", "'", "88", "X(99999)", "FILLER"),
    *("COPY", "VALUE", "OCCURS", "DEPENDING", "REDEFINES", "PIC", "THRU", "RENAMES"),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Some words of a good copybook, of which a few are dropped, doubled or replaced; one or two on a line."""
    start = draw(st.integers(0, len(WORDS) - 1))
    words = WORDS[start : start + draw(st.integers(1, 60))]
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(words) - 1))
        words[place : place + 1] = [*draw(st.sampled_from([[], [words[place]] * 2])), draw(st.sampled_from(ODD))]
    return "".join(f"           {word}\n" for word in words)


@given(st.one_of(damaged(), st.text(), st.text("0123456789 .PICX()OCURSVALE'\n*-", max_size=80)))
def test_any_text_is_a_layout_or_a_sentence(text: str) -> None:
    try:
        layouts = parse_records(text, name="R.cpy")
    except CopybookError as error:
        said = str(error)
        assert said.startswith("R.cpy, line ") and said.endswith(".")
        return
    for layout in layouts:
        covered = 0
        for leaf in layout.leaves():
            assert leaf.offset == covered and leaf.length > 0
            covered += leaf.length
        assert covered == layout.longest >= layout.shortest > 0
