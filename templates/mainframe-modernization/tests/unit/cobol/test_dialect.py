"""Which COBOL the sources are written in is said in cobol.toml, and a word that means nothing is refused at once."""

from pathlib import Path

import pytest

from workload.cobol.dialect import Dialect, dialect_of, flags
from workload.cobol.errors import CobolError


@pytest.mark.parametrize("dialect", Dialect)
def test_the_file_says_it(dialect: Dialect, tmp_path: Path) -> None:
    (tmp_path / "cobol.toml").write_text(f'dialect = "{dialect}"\n[complexity]\nparagraph = 10\nprogram = 100\n')
    assert dialect_of(tmp_path) is dialect
    assert flags(dialect)[0] == f"-std={dialect}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('dialect = "cobol85"\n', "'cobol85'"),
        ('dialect = "IBM"\n', "'IBM'"),
        ("dialect = 1\n", "1"),
        ("", "None"),
        ('[complexity]\ndialect = "ibm"\n', "None"),
    ],
)
def test_another_word_is_refused_with_those_that_are_known(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "cobol.toml").write_text(text)
    with pytest.raises(CobolError) as refused:
        dialect_of(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path}/cobol.toml says dialect = {said}; expected ibm, mvs, cobol2014, for example the line "
        '`dialect = "ibm"` above all tables.'
    )


@pytest.mark.parametrize("text", [None, b"dialect = ibm\n", b"\xff"])
def test_a_file_that_cannot_be_read_is_told_with_an_example(text: bytes | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "cobol.toml").write_bytes(text)
    with pytest.raises(
        CobolError, match=r'cobol\.toml cannot be read: .*; expected for example the line `dialect = "ib'
    ):
        dialect_of(tmp_path)


def test_this_repository_says_one() -> None:
    assert flags()[0] == f"-std={dialect_of(Path(__file__).parents[3])}"
