"""The deployment package: for the processor that runs it, and the same wherever it is built."""

from pathlib import Path

import pytest

from workload.package import PackageError, fingerprint, require_arm64


def wheel(folder: Path, tag: str) -> None:
    info = folder / "library-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "WHEEL").write_text(f"Wheel-Version: 1.0\nTag: {tag}\n", encoding="utf-8")


@pytest.mark.parametrize("tag", ["py3-none-any", "cp313-cp313-manylinux_2_17_aarch64"])
def test_wheels_for_arm64_and_for_everything_are_accepted(tmp_path: Path, tag: str) -> None:
    wheel(tmp_path, tag)
    require_arm64(tmp_path)


def test_a_wheel_for_the_laptop_is_refused_by_name(tmp_path: Path) -> None:
    wheel(tmp_path, "cp313-cp313-manylinux_2_17_x86_64")
    with pytest.raises(PackageError, match=r"library-1.0.*x86_64.*arm64"):
        require_arm64(tmp_path)


def test_the_fingerprint_sees_names_and_contents_and_no_times(tmp_path: Path) -> None:
    for folder, name, content in (("a", "x", "1"), ("b", "x", "1"), ("c", "x", "2"), ("d", "y", "1")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(content, encoding="utf-8")
    first, equal, content_differs, name_differs = (fingerprint(tmp_path / folder) for folder in "abcd")
    assert first == equal
    assert len({first, content_differs, name_differs}) == 3


def test_the_fingerprint_does_not_see_the_cache_files_of_python(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("answer = 1", encoding="utf-8")
    before = fingerprint(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "code.cpython-313.pyc").write_bytes(b"compiled")
    assert fingerprint(tmp_path) == before
