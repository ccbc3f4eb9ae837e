"""A portal has credentials: it fetches no template that it did not name, asks for no password and records none."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from portal_runner import portal
from releases import Releases, commit
from rendering import ANSWERS_FILE
from updates.small_template import exported_small_template

NAMED = "https://github.com/example-shop/template"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return Releases(tmp_path / "template", exported_small_template()).repository(tmp_path / "orders")


def name_template(repository: Path, before: object, after: str) -> None:
    file = repository / ANSWERS_FILE
    text = file.read_text("utf-8")
    assert str(before) in text
    file.write_text(text.replace(str(before), after), "utf-8")
    commit(repository)


@pytest.mark.parametrize("verb", ["check", "update"])
def test_a_template_that_the_portal_does_not_name_is_refused(repository: Path, tmp_path: Path, verb: str) -> None:
    code, told, _ = portal(verb, repository, "--template", NAMED, sent={})
    assert (code, told["error"]["question"]) == (1, None)
    assert f"is {tmp_path / 'template'}, and this portal takes its templates from {NAMED} only" in str(told)
    both = ("--template", NAMED, "--template", tmp_path / "template")
    code, told, _ = portal(verb, repository, *both, sent={})
    assert (code, told["commit"]) == (0, "v1.0.0")


def test_a_folder_that_is_called_as_the_named_address_is_another_template(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "template").rename(repository / "theirs")
    (repository / "https:" / "github.com" / "example-shop").mkdir(parents=True)
    (repository / "theirs").rename(repository / "https:" / "github.com" / "example-shop" / "template")
    name_template(repository, tmp_path / "template", NAMED)
    code, told, _ = portal("check", repository, "--template", NAMED, sent={})
    assert (code, "takes its templates from" in told["error"]["message"]) == (1, True)


@pytest.mark.parametrize(
    "address", ["https://user:s3cr3t@", "https://s3cr3t@", "git+https://s3cr3t@", "ssh://u:s3cr3t@"]
)
def test_a_token_in_the_address_of_a_template_is_refused_and_not_repeated(
    repository: Path, tmp_path: Path, address: str
) -> None:
    secret = f"{address}127.0.0.1:1/template"
    refused = [portal("create", tmp_path / "new", "--template", secret, sent={})]
    name_template(repository, tmp_path / "template", secret)
    refused += [portal(verb, repository, sent={}) for verb in ("check", "update")]
    for code, told, errors in refused:
        assert (code, "credential helper" in told["error"]["message"]) == (1, True)
        assert "s3cr3t" not in f"{told}{errors}"
    assert not (tmp_path / "new").exists()


class _Locked(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="templates"')
        self.end_headers()

    def log_message(self, *given: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def locked() -> Iterator[str]:
    """The address of a server that wants a password."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Locked) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/template"
        server.shutdown()


def test_git_asks_nobody_for_a_password(tmp_path: Path, locked: str) -> None:
    environment = {**os.environ, "no_proxy": "127.0.0.1", "GIT_CONFIG_GLOBAL": os.devnull}
    code, told, _ = portal("create", tmp_path / "new", "--template", locked, sent={}, environment=environment)
    assert (code, "terminal prompts disabled" in told["error"]["message"]) == (1, True)
