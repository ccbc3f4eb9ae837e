"""Names of data sets, the catalogue of data sets, and the settings of a task: what is refused, and how."""

from pathlib import Path

import pytest

from batch.catalogue import Entry, read_catalogue
from batch.dataset_names import DatasetName, dataset_name, fill_in, generation_name
from batch.errors import JobError
from batch.settings import Settings, SettingsError
from records.code_pages import CodePage


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("BANK.MASTER", DatasetName(name="BANK.MASTER")),
        ("BANK.MASTER(0)", DatasetName(name="BANK.MASTER", generation=0)),
        ("BANK.MASTER(+1)", DatasetName(name="BANK.MASTER", generation=1)),
        ("BANK.MASTER(-2)", DatasetName(name="BANK.MASTER", generation=-2)),
        ("BANK.CNTL(SORT)", DatasetName(name="BANK.CNTL", member="SORT")),
        ("&&SORTED", DatasetName(name="SORTED", temporary=True)),
    ],
)
def test_generations_members_and_temporary_data_sets_are_told_apart(written: str, expected: DatasetName) -> None:
    assert dataset_name(written) == expected


@pytest.mark.parametrize(
    "written", ["bank.master", "BANK..MASTER", "BANK.TOOLONGPART", "A." * 22 + "B", "BANK.MASTER("]
)
def test_what_is_no_name_is_refused(written: str) -> None:
    with pytest.raises(JobError, match="is no data set name"):
        dataset_name(written)


def test_symbols_are_filled_in_and_temporary_names_are_left() -> None:
    assert fill_in("BANK.&CYCLE..TRANS&N", {"CYCLE": "D", "N": "1"}) == "BANK.D.TRANS1"
    assert fill_in("&&SORTED", {}) == "&&SORTED"
    with pytest.raises(JobError, match=r"symbol &CYCLE in 'A\.&CYCLE' has no value; symbols of the job: DATE"):
        fill_in("A.&CYCLE", {"DATE": "1"})


def test_generations_end_at_9999() -> None:
    assert generation_name("BANK.MASTER", 13) == "BANK.MASTER.G0013V00"
    with pytest.raises(JobError, match=r"BANK\.MASTER has no generation 10000"):
        generation_name("BANK.MASTER", 10_000)


def catalogue(folder: Path, entry: str) -> Entry:
    (folder / "datasets.yaml").write_text(f"datasets:\n- {entry}\n")
    [found] = read_catalogue(folder / "datasets.yaml").values()
    return found


def test_the_catalogue_says_how_a_data_set_is_held(tmp_path: Path) -> None:
    found = catalogue(
        tmp_path, "{name: A.B, format: fixed, length: 80, copybook: REC, code_page: '037', generations: 3}"
    )

    assert found == Entry(format="fixed", length=80, copybook="REC", code_page=CodePage.CP037, generations=3)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{name: A.B, code_page: '999', copybook: REC}", r"datasets\.yaml line 2: Code page '999' is unknown"),
        ("{name: A.B, code_page: '037'}", "A.B is held in code page 037 and has no copybook to convert it through"),
        ("{name: A.B, format: packed}", "format 'packed' does not match"),
        ("{name: A.B, generations: 256}", "generations 256 is above 255"),
        ("{name: A.B}\n- {name: A.B}", "line 3: A.B stands twice"),
    ],
)
def test_a_catalogue_that_is_wrong_is_refused_with_its_line(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(JobError, match=said):
        catalogue(tmp_path, entry)


def test_all_settings_that_are_wrong_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load({"LOCK_TABLE": "locks", "TASK_TOKEN": "t", "SYMBOLS": "[]", "LOCK_SECONDS": "soon"})

    for name in ("DATASET_BUCKET is missing", "EXECUTION is missing", "SYMBOLS '[]' is no JSON", "LOCK_SECONDS 'soon'"):
        assert name in str(refused.value)
    assert "LOCK_TABLE" not in str(refused.value)
