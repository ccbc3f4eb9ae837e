"""The sample files, read with the copybooks: another writing of the layouts than the one that made them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
import yaml

from records.check import invalid_values
from records.code_pages import CodePage
from records.codec import Codec
from records.convert import convert_file
from records.copybook import read_copybook
from records.files import Format, read_chunks
from tests.support.golden_accounts import ACCOUNTS
from tests.support.golden_fields import Page
from tests.support.golden_files import ROOT

_COPYBOOKS = {"BANK.ACCOUNT.MASTER": "ACCTREC", "BANK.TRANS.DAILY": "TRANREC"}


@pytest.mark.parametrize("name", _COPYBOOKS)
def test_the_ebcdic_file_converts_to_the_ascii_file_and_back(name: str, tmp_path: Any) -> None:
    layout = read_copybook(ROOT / "cpy" / f"{_COPYBOOKS[name]}.cpy")
    pages = {"ebcdic": CodePage.CP037, "ascii": CodePage.ASCII}

    for source, target in (("ebcdic", "ascii"), ("ascii", "ebcdic")):
        result = tmp_path / target
        convert_file(
            ROOT / "data" / source / name,
            result,
            layout,
            source_format=Format.FIXED,
            target_format=Format.FIXED,
            source_page=pages[source],
            target_page=pages[target],
        )
        assert result.read_bytes() == (ROOT / "data" / target / name).read_bytes()


@pytest.mark.parametrize("name", _COPYBOOKS)
@pytest.mark.parametrize("page", ["ebcdic", "ascii"])
def test_the_control_totals_are_those_of_the_file(name: str, page: str) -> None:
    totals = yaml.safe_load((ROOT / "data/control-totals.yaml").read_text())[name]
    (field, expected), *others = totals["sum"].items()

    records, invalid, total = _read(name, page, field)

    assert (records, invalid, total) == (totals["records"], totals["invalid"], Decimal(expected))
    assert others == []


def test_the_codec_reads_what_the_generator_wrote() -> None:
    codec = Codec(read_copybook(ROOT / "cpy/ACCTREC.cpy"), CodePage.CP037)
    account = next(each for each in ACCOUNTS if each.number == 1100000023)

    found: Mapping[str, Any] = codec.decode(account.record(Page.EBCDIC))

    assert (found["ACCT-NUMBER"], found["ACCT-BALANCE"]) == (account.number, account.balance)
    assert found["ACCT-YEAR-INTEREST"] == account.year_interest
    tiers = found["ACCT-SAVINGS-AREA"]["SAV-TIER"]
    assert [(tier["SAV-TIER-FROM"], tier["SAV-TIER-RATE"]) for tier in tiers] == list(account.area.tiers)  # type: ignore[union-attr]


def _read(name: str, page: str, field: str) -> tuple[int, int, Decimal]:
    """Count of records, of those with an invalid number, and the sum of `field` of the others."""
    layout = read_copybook(ROOT / "cpy" / f"{_COPYBOOKS[name]}.cpy")
    code_page = CodePage.CP037 if page == "ebcdic" else CodePage.ASCII
    codec, path = Codec(layout, code_page), ROOT / "data" / page / name
    count, wrong, total = 0, 0, Decimal(0)
    for chunk in read_chunks(path, layout, Format.FIXED):
        refused = {error.record for error in invalid_values(chunk, layout, code_page, file=str(path))}
        for number, record in enumerate(chunk.records, chunk.first):
            count += 1
            if number in refused:
                wrong += 1
            else:
                total += Decimal(str(codec.decode(record.tobytes())[field]))
    return count, wrong, total
