"""A finding is accepted with a reason and a last day, and no longer."""

import datetime
from pathlib import Path

import pytest

from golden_paths.verifier.accepted import FILE, NotAccepted, gone, judged, left_out, read
from golden_paths.verifier.rule import Finding

FINDING = Finding("template.yaml", "Prod", "production-rolls-back", "this stage stays half deployed")
ENTRY = '- {rule: production-rolls-back, where: Prod, reason: "No users yet", until: 2027-06-30}\n'
LAST_DAY = datetime.date(2027, 6, 30)
RULES = ["production-rolls-back"]


def _judged(folder: Path, today: datetime.date, entry: str = ENTRY) -> list[Finding]:
    (folder / FILE).write_text(entry, "utf-8")
    return list(judged([FINDING], read(folder, RULES), today))


def test_without_a_file_nothing_is_accepted(tmp_path: Path) -> None:
    assert list(judged([FINDING], read(tmp_path, RULES), LAST_DAY)) == [FINDING]


def test_what_is_accepted_is_no_finding_until_the_end_of_its_last_day(tmp_path: Path) -> None:
    assert _judged(tmp_path, LAST_DAY) == []
    (ended,) = _judged(tmp_path, LAST_DAY + datetime.timedelta(days=1))
    assert "it was accepted until 2027-06-30" in ended.sentence


def test_an_entry_covers_its_place_alone_and_is_a_finding_where_it_covers_nothing(tmp_path: Path) -> None:
    found = _judged(tmp_path, LAST_DAY, ENTRY.replace("Prod", "Staging"))
    assert FINDING in found
    assert [each.sentence for each in found if each.file == FILE] == [
        "nothing at Staging is a finding of production-rolls-back any more: delete this entry"
    ]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (ENTRY.replace('reason: "No users yet", ', ""), "line 1: an entry has rule, where, reason, until"),
        (ENTRY.replace('"No users yet"', '" "'), "line 1: an entry has rule, where, reason, until"),
        (ENTRY.replace('"No users yet"', '"…"'), "line 1: an entry has rule, where, reason, until"),
        (ENTRY.replace("2027-06-30", "soon"), 'until is "soon": a day as YYYY-MM-DD'),
        (ENTRY.replace("2027-06-30", "2027-02-30"), 'until is "2027-02-30": a day as YYYY-MM-DD'),
        (ENTRY.replace("back,", "bakc,"), 'there is no rule "production-rolls-bakc": write "production-rolls-back"'),
        (ENTRY.replace("production-rolls-back", "x"), 'there is no rule "x": write the word in brackets at the end'),
        ("rule: x\n", "it is no list"),
        ("- {rule: x\n", "line 2: "),
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, entry: str, told: str) -> None:
    with pytest.raises(NotAccepted, match=rf"^{FILE}: .*") as raised:
        _judged(tmp_path, LAST_DAY, entry)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


IGNORED = '- {ignore: vendor/, reason: "Samples of another team"}\n'


def test_a_folder_is_left_out_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(IGNORED + ENTRY, "utf-8")
    (folder,) = left_out(tmp_path)
    assert (folder.folder, folder.reason) == ("vendor", "Samples of another team")
    assert [each.rule for each in read(tmp_path, RULES)] == RULES
    assert list(gone([folder], {"vendor", "vendor/a.yml"})) == []
    (finding,) = gone([folder], {"vendors"})
    assert finding.sentence.startswith("no rule reads a file below vendor/")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("- {ignore: vendor/}\n", "line 1: an entry that leaves a folder out has ignore and reason"),
        ("- {ignore: vendor/, reason: …}\n", "line 1: an entry that leaves a folder out has ignore and reason"),
        (
            "- {ignore: vendor/, reason: x, until: 2027-06-30}\n",
            "an entry that leaves a folder out has ignore and reason",
        ),
        ("- {ignore: ., reason: x}\n", 'ignore is "."'),
        ("- {ignore: ../other, reason: x}\n", 'ignore is "../other"'),
        ("- {ignore: '**/vendor', reason: x}\n", 'ignore is "**/vendor"'),
        ("- {ignore: cdk.out/, reason: x}\n", 'ignore is "cdk.out/"'),
    ],
)
def test_an_entry_that_names_no_folder_is_refused_in_one_sentence(tmp_path: Path, entry: str, told: str) -> None:
    (tmp_path / FILE).write_text(entry, "utf-8")
    with pytest.raises(NotAccepted) as raised:
        left_out(tmp_path)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
