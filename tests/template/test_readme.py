"""Who follows README.md gets what it says, and no page prints an address as if the template were there."""

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml
from exports import ROOT, text_files
from forked import forked
from releases import Releases
from rendering import examples, render

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^    uvx (copier copy .*)$", README, re.MULTILINE)
FROM_A_CLONE = [command for command in COMMANDS if '"$PWD"' in command]


def test_the_first_command_works_from_a_clone() -> None:
    assert COMMANDS[0] == FROM_A_CLONE[0]


@pytest.mark.parametrize("command", FROM_A_CLONE)
def test_a_repository_made_from_a_clone_knows_where_the_template_is(
    command: str, tmp_path: Path, small_releases: Releases
) -> None:
    # Given a reader in a clone, whatever else lies around it
    clone = small_releases.folder
    shutil.copytree(ROOT / "examples", clone / "examples")
    _, *arguments = shlex.split(command.replace("$PWD", str(clone)).replace("NAME", next(iter(examples()))))
    # When the command is typed as it stands there
    done = forked("copier", arguments[0], "--quiet", "--defaults", *arguments[1:], folder=clone)
    assert done.returncode == 0, done.stderr
    # Then updates find the template from everywhere on this machine
    answers = yaml.safe_load((tmp_path / "orders" / ".copier-answers.yml").read_text("utf-8"))
    assert answers["_src_path"] == str(clone)


def test_whoever_chooses_one_account_reads_that_dev_can_reach_prod_before_the_approval() -> None:
    questions = yaml.safe_load((ROOT / "questions" / "environments.yml").read_text("utf-8"))
    rendered = (ROOT / "templates" / "_blocks" / "everything" / "README.md.jinja").read_text("utf-8")
    chosen, _, what = rendered.partition("## One account, or several\n")
    # Where the accounts are written, a link leads there.
    assert "(#one-account-or-several)" in chosen.partition("2. **Accounts.**")[2].partition("3. **Bootstrap**")[0]
    pages = {
        "the question": questions["accounts"]["help"],
        "docs/questions.md": (ROOT / "docs" / "questions.md").read_text("utf-8"),
        "README.md": README,
        "the rendered README.md": what.partition("\n## ")[0],
    }
    silent = [page for page, text in pages.items() if not re.search(r"reach\w*\s[^.]*\bbefore\b[^.]*approv", text)]
    assert silent == []


def test_every_page_writes_the_one_address_that_is_to_be_set() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    others = (file for name in ("docs", "golden_paths") for file in (ROOT / name).rglob("*"))
    files = [ROOT / "README.md", *(ROOT / path for path in text_files()), *others]
    texts = (file.read_text("utf-8") for file in files if file.is_file() and file.suffix != ".pyc")
    addresses = (address for text in texts for address in re.findall(r"https?://[\w./-]+/aws-golden-paths\b", text))
    assert set(addresses) == {project["urls"]["Repository"]}


def test_the_tree_is_that_of_a_rendered_repository() -> None:
    shown = README.partition("### A rendered repository\n")[2].partition("\nAnd a change")[0]
    listed = re.findall(r"^    (\S+) {2,}\S", shown, re.M)
    repository = render()
    assert [path for path in listed if not (repository / path).exists()] == []
    folders = {f"{path.name}/" for path in repository.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert {path for path in listed if path.endswith("/")} == folders


def test_the_run_is_what_the_program_prints() -> None:
    shown = README.partition("    $ make run\n")[2].partition("\n\n")[0]
    program = (ROOT / "templates/serverless/tests/support/local/__main__.py").read_text("utf-8")
    # test_local_run.py looks at the program itself.
    for sentence in ("until Ctrl-C; its tables are empty.", "changed: served after", "Stopped."):
        assert sentence in program
        assert sentence in shown
