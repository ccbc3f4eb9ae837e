"""`golden-paths portal`: answers as JSON in, a repository or a refusal as JSON out."""

import subprocess
import sys
from pathlib import Path

import pytest
from exports import ROOT, exported_answers_only
from portal_runner import created, portal, portal_process
from releases import Releases, commit
from rendering import copy, examples, rendered_files, stored_answers

from golden_paths.portal import create as runner
from golden_paths.portal.create import create

FAST = ("github-cdk-canary", "network-functions-cnf-source-nat-canary")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return Releases(tmp_path_factory.mktemp("released") / "template")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """The template with only the files that answers land in: several times as fast."""
    return Releases(tmp_path_factory.mktemp("few") / "template", exported_answers_only())


@pytest.mark.parametrize("name", FAST)
def test_it_creates_what_copier_copy_creates_byte_for_byte(releases: Releases, tmp_path: Path, name: str) -> None:
    target = tmp_path / "orders"
    # A process of its own, since other tests run in one where copier compiles each text once for all of them.
    code, result, _ = portal_process("create", target, "--template", releases.folder, sent=examples()[name])
    assert code == 0
    theirs = copy(tmp_path / "copier" / "orders", examples()[name], template=releases.folder)
    assert _state(tmp_path / "orders") == _state(theirs)
    assert result["files"] == rendered_files(theirs)
    assert result["commit"] == stored_answers(theirs)["_commit"] == "v1.0.0"


def test_only_what_the_chosen_architecture_renders_is_unpacked(
    few: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = []

    def seen(template: object, asked: object, folder: Path, *more: object) -> None:
        unpacked.append(({path.name for path in folder.iterdir()}, {path.name for path in folder.glob("templates/*")}))

    monkeypatch.setattr(runner, "_render", seen)
    create(tmp_path / "orders", {"architecture": "containers"}, address=str(few.folder))
    [(folders, architectures)] = unpacked
    assert {"copier.yml", "questions", "partials", "golden_paths"} <= folders
    assert "recipes" not in folders
    assert architectures == {"_blocks", "containers"}


def test_the_program_builds_no_grammars_for_formats_that_no_schema_has() -> None:
    loaded = "[name in sys.modules for name in ('jsonschema', 'rfc3987_syntax')]"
    program = f"import sys, golden_paths.portal.create; print({loaded})"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout == "[True, False]\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", examples())
def test_the_files_that_answers_land_in_are_those_of_copier_copy(few: Releases, tmp_path: Path, name: str) -> None:
    create(tmp_path / "orders", examples()[name], address=str(few.folder))
    theirs = copy(tmp_path / "copier" / "orders", examples()[name], template=few.folder)
    assert _state(tmp_path / "orders") == _state(theirs)


def _state(repository: Path) -> dict[str, tuple[int, bytes]]:
    files = {path: repository / path for path in rendered_files(repository)}
    return {path: (file.stat().st_mode & 0o111, file.read_bytes()) for path, file in files.items()}


def test_answers_that_look_like_numbers_stay_text_and_stale_ones_change_nothing(few: Releases, tmp_path: Path) -> None:
    sent = {"architecture": "serverless", "owner": "0123", "branch": "1e3", "description": "true"}
    stale = {"compute": "ec2", "domain": "api.example.com", "dev_account": "012345678901"}
    code, result, _ = created(few, tmp_path / "stale", sent | stale)
    assert (code, sorted(result["dropped"])) == (0, ["compute", "dev_account", "domain"])
    assert created(few, tmp_path / "clean", sent)[0] == 0
    assert _state(tmp_path / "stale") == _state(tmp_path / "clean")
    assert {name: stored_answers(tmp_path / "stale")[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("sent", "question", "part"),
    [
        ({"project_name": "Orders"}, "project_name", '"Orders": it must be 3 to 30 lower-case letters'),
        ({"project_name": 7}, "project_name", '7 is not text, which "project_name" takes'),
        ({"colour": "red"}, "colour", '"colour" is no question of this template'),
        ({"qualifier": "orders"}, "qualifier", '"qualifier" follows from other answers'),
        ({"architecture": "desktop"}, "architecture", "desktop"),
        ({"architecture": "containers", "domain": "api.example.com"}, "certificate", "certificate"),
        ({"source": "s3", "trigger": "tags"}, "trigger", "an S3 object has no git tags"),
        ('{"owner": "a", "owner": "b"}', "owner", '"owner" is answered twice'),
        ("[]", None, "no JSON object"),
        ("{", None, "no JSON"),
    ],
)
def test_a_refusal_names_the_question_and_writes_nothing(
    few: Releases, tmp_path: Path, sent: object, question: str | None, part: str
) -> None:
    code, result, _ = created(few, tmp_path / "orders", sent)
    assert code == 1
    assert result["error"]["question"] == question
    assert part in result["error"]["message"]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_empty_is_left_alone(few: Releases, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    code, result, _ = created(few, tmp_path, {})
    assert (code, result["error"]["question"]) == (1, None)
    assert "is not empty" in result["error"]["message"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_check_shows_an_update_and_update_makes_it(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "template", exported_answers_only())
    repository = releases.repository(tmp_path / "orders")
    theirs = releases.folder / "templates" / "_blocks" / "everything" / "README.md.jinja"
    theirs.write_text(theirs.read_text("utf-8") + "# of v2\n", "utf-8")
    releases.publish("v2.0.0")
    edited = repository / "README.md"
    edited.write_text(edited.read_text("utf-8") + "# of the team\n", "utf-8")
    commit(repository)
    before = _state(repository)
    code, preview, _ = portal("check", repository, sent={})
    assert (code, preview["conflicts"], preview["commit"]) == (3, ["README.md"], "v2.0.0")
    assert preview["next"] == ["update"]
    counted = f"v1.0.0 → v2.0.0: {len(preview['files'])} files written, 0 removed"
    assert preview["summary"].startswith(f"{counted}\n\n**To review**\n\n- README.md: you and the template changed")
    assert _state(repository) == before
    code, made, _ = portal("update", repository, sent="")
    assert (code, made["files"], made["conflicts"]) == (3, preview["files"], preview["conflicts"])
    assert "# of the team" in edited.read_text("utf-8")
    assert stored_answers(repository)["_commit"] == "v2.0.0"


def test_update_changes_an_answer_and_refuses_a_fixed_one(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "template", exported_answers_only())
    repository = releases.repository(tmp_path / "orders")
    code, made, _ = portal("update", repository, sent={"delivery": "linear", "compute": "ec2"})
    assert (code, made["dropped"], made["conflicts"]) == (0, ["compute"], [])
    assert stored_answers(repository)["delivery"] == "linear"
    commit(repository)
    releases.publish("v2.0.0")
    code, made, _ = portal("update", repository, sent={"delivery": "linear", "compute": "ec2"})
    assert (code, made["commit"], made["files"]) == (0, "v1.0.0", [])
    code, made, _ = portal("check", repository, "--to", "2.0.0", sent={"delivery": "canary"})
    assert (code, "--to" in made["error"]["message"]) == (1, True)
    code, made, _ = portal("update", repository, sent={"project_name": "parcels"})
    assert (code, made["error"]["question"]) == (1, "project_name")
    assert "cannot change later" in made["error"]["message"]
    assert "Validation error" not in made["error"]["message"]
    for sent, question in (({"delivery": "sometimes"}, "delivery"), ({"alerts_email": "me"}, "alerts_email")):
        code, made, _ = portal("check", repository, sent=sent)
        assert (code, made["error"]["question"]) == (1, question)


@pytest.mark.parametrize("sent", [b'{"owner": "\xff"}', b'{"owner": NaN}', b"[" * 100_000, b"7"])
def test_what_is_no_json_object_is_refused_in_json(tmp_path: Path, sent: bytes) -> None:
    code, told, _ = portal("check", tmp_path, sent=sent)
    assert code == 1
    assert told["error"]["message"].startswith("Standard input is no JSON")
