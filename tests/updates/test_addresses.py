"""Every form of an address that copier takes is understood by every command, and none is an option of git."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from exports import BLOCKS, ROOT
from releases import commit, git
from updates.conftest import Story
from updates.small_template import TEXT, golden_paths

from golden_paths.address import for_git, started_by_uv
from golden_paths.project import Refused, origin_of

STACK = "pipeline/stack.py"


@pytest.mark.parametrize(
    ("recorded", "address"),
    [
        ("gh:example-shop/template", "https://github.com/example-shop/template.git"),
        ("gl:example-shop/template.git", "https://gitlab.com/example-shop/template.git"),
        ("git+https://git.example.com/shop/template", "https://git.example.com/shop/template"),
        ("git@git.example.com:shop/template.git", "git@git.example.com:shop/template.git"),
        ("https://git.example.com/shop/template.git", "https://git.example.com/shop/template.git"),
        ("../template.git", "../template.git"),  # of a folder that is gone git has more to say
    ],
)
def test_an_address_is_what_copier_takes_it_for(tmp_path: Path, recorded: str, address: str) -> None:
    assert for_git(recorded, tmp_path) == address


@pytest.mark.parametrize(
    "recorded",
    [
        "gh:example-shop/template",
        "gl:example-shop/template.git",
        "git+https://git.example.com/shop/template",
        "https://git.example.com/shop/template.git",
        "ssh://git@git.example.com/shop/template.git",
    ],
)
def test_uv_fetches_the_updater_from_where_git_fetches_the_template(tmp_path: Path, recorded: str) -> None:
    # The Makefile of a rendered repository needs an address for uv, before this program is there.
    found = importlib.util.spec_from_file_location(
        "template_address", ROOT / BLOCKS / "everything" / "template_address.py"
    )
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    assert module.for_uv(recorded) == f"git+{for_git(recorded, tmp_path)}"


@pytest.mark.parametrize("written", ["../template", "{folder}/template", "~/template", "git+file://{folder}/template"])
def test_a_folder_is_found_from_wherever_git_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    (tmp_path / "template").mkdir()
    (tmp_path / "orders").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir("/")
    address = for_git(written.format(folder=tmp_path), tmp_path / "orders")
    assert address.removeprefix("file://") == str(tmp_path / "template")


@pytest.mark.parametrize("recorded", ["--quiet", "-u", "git+--upload-pack=touch"])
def test_an_address_that_looks_like_an_option_is_refused_by_name(tmp_path: Path, recorded: str) -> None:
    with pytest.raises(Refused, match=f'"{recorded.replace("+", "[+]")}" is no address of a template'):
        for_git(recorded, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recorded", "instead_of"),
    [
        ("gh:example-shop/template", "https://github.com/example-shop/template.git"),
        ("git@git.example.com:shop/template.git", "git@git.example.com:shop/template.git"),
        ("git+https://git.example.com/shop/template", "https://git.example.com/shop/template"),
        ("../template", ""),
    ],
)
def test_every_command_works_in_a_repository_made_from_it(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: str, instead_of: str
) -> None:
    # Given a repository that copier made from this address, which git finds on this machine
    settings = tmp_path / "gitconfig"
    if instead_of:
        key = f"url.{story.releases.folder}.insteadOf"
        subprocess.run(["git", "config", "--file", settings, key, instead_of], check=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings if instead_of else os.devnull))
    monkeypatch.setenv("COPIER_CACHE_DIR", str(tmp_path / "cache"))
    repository = tmp_path / "fresh"
    repository.mkdir()
    copier = [sys.executable, "-m", "copier", "copy", "--defaults", "--quiet", "--vcs-ref", "v1.0.0", recorded, "."]
    subprocess.run(copier, cwd=repository, check=True)
    git(repository, "init", "--quiet")
    commit(repository)
    story.template_writes(STACK, TEXT.replace("line 20 of the template", "better"))
    story.releases.publish("v2.0.0")
    # When somebody works with it
    for command in (("preview",), ("sample", STACK), ("reconfigure", "delivery=linear"), ("update",)):
        git(repository, "reset", "--hard", "--quiet")
        done = golden_paths(repository, *command)
        assert done.returncode == 0, f"{command}: {done.stderr}"
    commit(repository)
    # Then every command knows the template, and its address stays as it was written
    assert "better" in (repository / STACK).read_text("utf-8")
    assert origin_of(repository).template == recorded
    assert golden_paths(repository, "check-update", "--base", "HEAD~1").returncode == 0
    listed = tmp_path / "repositories.txt"
    listed.write_text(f"{repository}\n", "utf-8")
    assert golden_paths(tmp_path, "fleet", str(listed)).returncode == 0
    # And nothing of it is left in copier's cache of the user but what copier itself put there
    assert len(list((tmp_path / "cache").glob("*"))) == (1 if instead_of else 0)


@pytest.mark.parametrize(
    ("recorded", "address"),
    [
        ("gh:example-shop/template", "git+https://github.com/example-shop/template.git"),
        ("git+https://git.example.com/shop/template", "git+https://git.example.com/shop/template"),
        ("git@git.example.com:shop/template.git", "git+ssh://git@git.example.com/shop/template.git"),
        ("template", "git+{folder}/template"),
    ],
)
def test_a_command_that_is_printed_starts_the_program_from_the_template(
    tmp_path: Path, recorded: str, address: str
) -> None:
    (tmp_path / "template").mkdir()
    words = started_by_uv(recorded, tmp_path)
    assert words == ["uvx", "--from", address.format(folder=tmp_path.resolve().as_uri()), "golden-paths"]
