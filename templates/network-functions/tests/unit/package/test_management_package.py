"""What Lambda gets of the management API: our code, wheels for arm64, and nothing that tells which machine made it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from settings.failure import ActionFailed
from workload import package


class Uv:
    """Stands for uv: remembers its words, and installs a library as uv does."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.code = 0

    def run(self, command: list[str], **_options: Any) -> "subprocess.CompletedProcess[str]":
        self.calls.append(command)
        if "install" in command and not self.code:
            target = Path(command[command.index("--target") + 1])
            for name in ("lib/__init__.py", "lib-1.dist-info/RECORD", "lib-1.dist-info/METADATA", "bin/lib", ".lock"):
                (target / name).parent.mkdir(exist_ok=True)
                (target / name).write_text("installed")
        return subprocess.CompletedProcess(command, self.code)


@pytest.fixture
def uv(monkeypatch: pytest.MonkeyPatch) -> Uv:
    fake = Uv()
    monkeypatch.setattr(subprocess, "run", fake.run)
    return fake


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_holds_the_api_and_the_parser_of_the_function_beside_the_libraries(uv: Uv, tmp_path: Path) -> None:
    package.build(tmp_path / "management")
    found = files(tmp_path / "management")
    ours = {path.relative_to(source).as_posix() for source in package.SOURCES for path in source.glob("*/**/*.py")}
    assert {"policy_api/api.py", "packet_filter/policy_file.py"} <= ours <= found
    assert found - ours == {"lib/__init__.py", "lib-1.dist-info/METADATA"}


def test_its_libraries_are_those_of_the_lock_for_the_processor_of_lambda(uv: Uv, tmp_path: Path) -> None:
    package.build(tmp_path / "management")
    export, install = (" ".join(call) for call in uv.calls)
    assert "export --frozen --no-dev --no-emit-project" in export
    assert "--python-platform aarch64-manylinux2014 --python-version 3.14" in install
    assert "--no-deps --require-hashes --only-binary :all: --requirement" in install
    assert str(package.REQUIREMENTS) in export
    assert str(package.REQUIREMENTS) in install


def test_nothing_of_an_earlier_package_stays(uv: Uv, tmp_path: Path) -> None:
    (tmp_path / "management").mkdir()
    (tmp_path / "management" / "old.py").write_text("")
    package.build(tmp_path / "management")
    assert not (tmp_path / "management" / "old.py").exists()


def test_a_folder_without_code_is_refused_before_anything_is_removed(uv: Uv, tmp_path: Path) -> None:
    (tmp_path / "management").mkdir()
    with pytest.raises(ActionFailed, match=r"empty has no package: .* for example policy_api"):
        package.build(tmp_path / "management", sources=[tmp_path / "empty"])
    assert (tmp_path / "management").exists()
    assert uv.calls == []


def test_a_library_that_cannot_be_had_fails_the_package(uv: Uv, tmp_path: Path) -> None:
    uv.code = 2
    with pytest.raises(ActionFailed, match=r"`uv export` failed \(exit code 2\)"):
        package.build(tmp_path / "management")
