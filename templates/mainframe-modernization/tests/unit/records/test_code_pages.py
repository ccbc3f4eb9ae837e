import pytest

from records.code_pages import CodePage, CodePageError, code_page

EVERY = bytes(range(256))
# Bytes of IBM's tables, that differ between the pages: CDRA code pages 037, 1047, 1140, 273.
KNOWN = {
    CodePage.CP037: {0xC1: "A", 0x5A: "!", 0xBA: "[", 0x9F: "¤", 0xC0: "{"},
    CodePage.CP1047: {0xC1: "A", 0x5A: "!", 0xAD: "[", 0x9F: "¤", 0xC0: "{"},
    CodePage.CP1140: {0xC1: "A", 0x5A: "!", 0xBA: "[", 0x9F: "€", 0xC0: "{"},
    CodePage.CP273: {0xC1: "A", 0x4F: "!", 0x63: "[", 0x9F: "¤", 0xC0: "ä", 0x43: "{"},
}


@pytest.mark.parametrize("source", CodePage)
@pytest.mark.parametrize("target", CodePage)
def test_each_byte_has_one_place_in_the_other_page_and_comes_back(source: CodePage, target: CodePage) -> None:
    there, back = source.table_to(target), target.table_to(source)
    assert sorted(there) == list(EVERY)
    assert EVERY.translate(there).translate(back) == EVERY


@pytest.mark.parametrize("page", KNOWN)
def test_letters_are_where_ibm_has_them(page: CodePage) -> None:
    for byte, character in KNOWN[page].items():
        assert page.characters[byte] == character
    assert (page.space, page.characters[0xF0:0xFA]) == (b"\x40", "0123456789")


def test_the_euro_has_the_place_of_the_currency_sign() -> None:
    assert CodePage.CP1140.table_to(CodePage.CP037)[0x9F] == 0x9F
    assert CodePage.CP1140.table_to(CodePage.ASCII)[0x9F] == 0xA4


@pytest.mark.parametrize(
    ("name", "page"),
    [("1047", CodePage.CP1047), ("IBM-1047", CodePage.CP1047), ("cp037", CodePage.CP037), ("37", CodePage.CP037),
     ("IBM1140", CodePage.CP1140), ("ASCII", CodePage.ASCII), (" 273 ", CodePage.CP273)],
)  # fmt: skip
def test_a_page_is_known_by_its_usual_names(name: str, page: CodePage) -> None:
    assert code_page(name) is page


@pytest.mark.parametrize("name", ["500", "1141", "", "0", "utf-8", "IBM"])
def test_an_unknown_page_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(CodePageError) as refused:
        code_page(name)
    assert str(refused.value) == f"Code page {name!r} is unknown; there are: ascii, 037, 1047, 1140, 273."
