"""An address of the template, in any form that copier takes, becomes one that uv takes."""

from pathlib import Path

import pytest

from template_address import AddressError, for_uv, recorded_address


@pytest.mark.parametrize(
    ("recorded", "for_uv_tool_run"),
    [
        ("https://git.example.com/shop/template", "git+https://git.example.com/shop/template"),
        ("git+https://git.example.com/shop/template", "git+https://git.example.com/shop/template"),
        ("gh:example-shop/template", "git+https://github.com/example-shop/template.git"),
        ("gl:/shop/backend/template.git", "git+https://gitlab.com/shop/backend/template.git"),
        ("git@git.example.com:shop/template.git", "git+ssh://git@git.example.com/shop/template.git"),
        ("ssh://git@git.example.com:2222/shop/template.git", "git+ssh://git@git.example.com:2222/shop/template.git"),
        ("https://git.example.com/a@b/template", "git+https://git.example.com/a%40b/template"),
    ],
)
def test_every_form_of_an_address_becomes_a_url(recorded: str, for_uv_tool_run: str) -> None:
    assert for_uv(recorded) == for_uv_tool_run
    assert for_uv(recorded, "v1.4.0") == f"{for_uv_tool_run}@v1.4.0"


@pytest.mark.parametrize("recorded", ["../template @ home", "{here}/template @ home", "~/template @ home"])
def test_a_folder_becomes_a_url_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: str) -> None:
    (tmp_path / "template @ home").mkdir()
    (tmp_path / "orders").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "orders")
    assert for_uv(recorded.format(here=tmp_path)) == f"git+{tmp_path.as_uri()}/template%20%40%20home"


@pytest.mark.parametrize("recorded", ["--quiet", "git+--config=x"])
def test_an_address_that_looks_like_an_option_is_refused_by_name(recorded: str) -> None:
    with pytest.raises(AddressError, match="is no address of a template") as refused:
        for_uv(recorded)
    assert recorded in str(refused.value)


@pytest.mark.parametrize(
    "written",
    ['_src_path: "gh:a/b"', "_src_path: gh:a/b", "_src_path: 'gh:a/b' # the company's", "x: 1\n_src_path:  gh:a/b "],
)
def test_the_address_is_found_however_it_is_quoted(written: str) -> None:
    assert recorded_address(f"{written}\n_commit: v1.0.0\n") == "gh:a/b"


def test_an_answers_file_without_an_address_is_refused_in_a_sentence() -> None:
    with pytest.raises(AddressError, match="names no template"):
        recorded_address("_commit: v1.0.0\n")
