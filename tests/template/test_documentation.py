"""What the README and the runbook of a rendered repository name exists, and what the template's README says is so."""

import re
from pathlib import Path

import pytest
from questionnaire import asked, choices
from releases import Releases, commit, update
from rendering import ROOT, copy, render
from template_edits import replace
from variants import VARIANTS, each_variant

PAGES = ("README.md", "docs/index.md", "docs/runbook.md", "docs/way-out.md")
# Where the sentences are that a runbook quotes.
FOLDERS = ("pipeline", "workload", "monitoring", "security", "settings")
# Made by a command of the page.
GENERATED = {"outputs.json", "summary.md"}
PATH = re.compile(r"`((?:[a-z_.-]+/)*[\w.-]+\.(?:py|md|yml|yaml|json|mk|svg|toml)|(?:[a-z_-]+/)+)`")

each_page = pytest.mark.parametrize("page", PAGES)


def text(page: str, variant: str) -> str:
    return (render(VARIANTS[variant]) / page).read_text("utf-8")


def anchors(markdown: str) -> set[str]:
    """The anchors of the headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_variant
@each_page
def test_every_path_named_exists(page: str, variant: str) -> None:
    repository = render(VARIANTS[variant])
    named = set(PATH.findall(text(page, variant))) - GENERATED
    assert len(named) > 5
    assert sorted(path for path in named if not (repository / path).exists()) == []


@each_variant
@each_page
def test_every_make_target_named_exists(page: str, variant: str) -> None:
    repository = render(VARIANTS[variant])
    makefiles = (repository / "Makefile").read_text("utf-8") + (repository / "workload/workload.mk").read_text("utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefiles, re.MULTILINE))
    commands = re.findall(r"(?:`|^ +)make ([a-z0-9 -]+)", text(page, variant), re.MULTILINE)
    named = {word for command in commands for word in command.split()}
    assert named
    assert sorted(named - targets) == []


@each_variant
@each_page
def test_every_link_leads_somewhere(page: str, variant: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", text(page, variant)):
        file, _, anchor = link.partition("#")
        target = Path(page).parent / file if file else Path(page)
        assert (render(VARIANTS[variant]) / target).is_file(), link
        assert not anchor or anchor in anchors(text(target.as_posix(), variant)), link


@each_variant
def test_the_runbook_names_code_that_is_there(variant: str) -> None:
    repository = render(VARIANTS[variant])
    named = re.findall(r"`([A-Za-z_.]+)` in\s+`([\w/.]+\.py)`", text("docs/runbook.md", variant))
    assert len(named) > 5
    for name, file in named:
        assert name.rpartition(".")[2] in (repository / file).read_text("utf-8"), f"{name} in {file}"


@each_variant
def test_the_runbook_quotes_what_the_code_says(variant: str) -> None:
    repository = render(VARIANTS[variant])
    files = [path for folder in FOLDERS for path in sorted((repository / folder).rglob("*.py"))]
    code = "".join(path.read_text("utf-8") for path in files)
    # One line, without the quotation marks between the parts of a long sentence.
    code = re.sub(r'"\s+f?"', "", code)
    page = text("docs/runbook.md", variant)
    table = page.partition("| the mail, the log or the console says | read |")[2].partition("\n\n")[0]
    quoted = [quote for line in table.splitlines() for quote in re.findall(r"`([^`]+)`", line.split(" | ")[0])]
    assert len(quoted) > 10
    parts = [part.strip() for quote in quoted for part in quote.split("…") if part.strip()]
    assert [part for part in parts if part not in code] == []


@pytest.mark.parametrize(
    "variant", ["serverless-cdk", "containers", "network-functions-packets", "mainframe-modernization"]
)
def test_the_runbook_explains_every_alarm_that_rolls_a_deployment_back(variant: str) -> None:
    code = (render(VARIANTS[variant]) / "workload" / "service" / "health.py").read_text("utf-8")
    alarms = re.findall(r'health_alarm\(\s*self,\s*f?"(?:\{name\})?(\w+)"', code)
    assert len(alarms) >= 4
    table = text("docs/runbook.md", variant).partition("| alarm | fires when | look at |")[2].partition("\n\n")[0]
    names = " ".join(line.split(" | ")[0] for line in table.splitlines())
    assert [alarm for alarm in alarms if alarm not in names] == []


def test_what_a_team_adds_to_the_runbook_survives_an_update_of_it(tmp_path: Path, small_releases: Releases) -> None:
    repository = small_releases.repository(tmp_path / "orders")
    ours = repository / "docs" / "runbook.md"
    ours.write_text(ours.read_text("utf-8") + "\n### Call the warehouse\n\nIts number is on the wall.\n", "utf-8")
    commit(repository)
    heading = "## An alarm fires outside of a release\n"
    new_entry = (
        "templates/_blocks/everything/docs/runbook.md.jinja",
        heading,
        f"## A new entry\n\nDo this.\n\n{heading}",
    )
    replace(*new_entry)(small_releases.folder)
    small_releases.publish("v1.1.0")
    assert update(repository) == [" M .copier-answers.yml", " M catalog-info.yaml", " M docs/runbook.md"]
    theirs = (copy(tmp_path / "new", template=small_releases.folder) / "docs" / "runbook.md").read_text("utf-8")
    assert "## A new entry" in theirs
    assert ours.read_text("utf-8") == theirs + "\n### Call the warehouse\n\nIts number is on the wall.\n"


def test_the_readme_of_the_template_lists_every_choice() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = {row[0]: row[1] for row in re.findall(r"^\| `(\w+)`[^|]*\| ([^|]+) \|", readme, re.MULTILINE)}
    offered = {name: list(map(str, choices(name))) for name, question in asked().items() if "choices" in question}
    assert {name: re.findall(r"`([\w-]+)`", answers) for name, answers in rows.items()} == offered


def test_every_link_of_the_template_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))]
    assert [link for page, link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_each_hazard_of_an_update_names_a_test_that_exists() -> None:
    page = (ROOT / "docs" / "updates.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    files = (ROOT / "tests" / "updates").glob("test_*.py")
    written = {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)}
    assert len(named) > 15
    assert sorted(named - written) == []
