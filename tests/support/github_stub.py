"""GitHub on loopback, as far as Backstage asks: its API on real bare repositories, and git over HTTP."""

import base64
import json
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

HOST = "github.example.com"
_AUTHOR = {"GIT_AUTHOR_NAME": "Backstage", "GIT_AUTHOR_EMAIL": "backstage@example.com"}
_COMMITTER = {"GIT_COMMITTER_NAME": "Backstage", "GIT_COMMITTER_EMAIL": "backstage@example.com"}
Answer = tuple[int, Any]


class GitHub:
    """The organisation `shop` with its repositories in `folder`, and the pull requests that were opened."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pulls, self.port = folder, list[dict[str, Any]](), 0

    @property
    def integration(self) -> dict[str, str]:
        """The entry of `integrations.github` in app-config."""
        return {"host": HOST, "apiBaseUrl": f"http://127.0.0.1:{self.port}/api/v3", "token": "of-github"}

    @property
    def environment(self) -> dict[str, str]:
        """What leads git from the host to this server, in place of its name service and certificate."""
        settings = {
            f"url.http://127.0.0.1:{self.port}/.insteadOf": f"https://{HOST}/",
            "protocol.http.allow": "always",
        }
        numbered = enumerate(settings.items())
        given = {
            f"GIT_CONFIG_{kind}_{n}": text
            for n, pair in numbered
            for kind, text in zip(("KEY", "VALUE"), pair, strict=True)
        }
        return {"GIT_CONFIG_COUNT": str(len(settings)), **given}

    def repository(self, name: str) -> Path:
        """The bare repository."""
        return self.folder / "shop" / f"{name}.git"

    def git(self, name: str, *words: str, sent: bytes = b"", index: str = "") -> str:
        """Run git in a bare repository."""
        more = {"GIT_INDEX_FILE": index} if index else {}
        environment = os.environ | _AUTHOR | _COMMITTER | more
        command = ["git", f"--git-dir={self.repository(name)}", *words]
        ran = subprocess.run(command, input=sent, env=environment, check=True, capture_output=True)
        return ran.stdout.decode().strip()

    def answer(self, method: str, path: str, query: dict[str, str], sent: Any) -> Answer:
        """What the API says. Raises KeyError for what it does not know."""
        if method == "GET" and path.startswith("/users/"):
            return 200, {"type": "Organization"}
        if method == "POST" and path == "/orgs/shop/repos":
            return 201, self._create(sent["name"])
        if path == "/graphql":
            return 200, {"data": {"repository": {"ref": None}}}
        found = re.fullmatch(r"/repos/shop/([^/]+)(?:/(.+))?", path)
        if not found:
            raise KeyError(f"{method} {path}")
        name, rest = found[1], found[2] or ""
        if rest.startswith("contents/"):
            return self._contents(name, unquote(rest.removeprefix("contents/")), query.get("ref", "main"))
        if rest.startswith("branches/") and rest.endswith("/protection"):
            return 200, {}
        return _ROUTES[method, rest](self, name, query, sent)

    def _create(self, name: str) -> dict[str, str]:
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", self.repository(name)], check=True)
        self.git(name, "config", "http.receivepack", "true")
        clone_url = f"http://127.0.0.1:{self.port}/shop/{name}.git"
        return {
            "name": name,
            "clone_url": clone_url,
            "html_url": f"https://{HOST}/shop/{name}",
            "default_branch": "main",
        }

    def _contents(self, name: str, path: str, ref: str) -> Answer:
        try:
            return 200, self.git(name, "show", f"{ref}:{path}").encode() + b"\n"
        except subprocess.CalledProcessError:
            return 404, {"message": "Not Found"}

    def _commits(self, name: str, query: dict[str, str], _: Any) -> Answer:
        sha, tree = self.git(name, "log", "-1", "--format=%H %T", query["sha"]).split()
        return 200, [{"sha": sha, "commit": {"tree": {"sha": tree}}}]

    def _blob(self, name: str, _: dict[str, str], sent: Any) -> Answer:
        content = base64.b64decode(sent["content"])
        return 201, {"sha": self.git(name, "hash-object", "-w", "--stdin", sent=content)}

    def _tree(self, name: str, _: dict[str, str], sent: Any) -> Answer:
        lines = [f"{each['mode']} {each['sha']}\t{each['path']}" for each in sent["tree"] if each.get("sha")]
        lines += [f"0 {'0' * 40}\t{each['path']}" for each in sent["tree"] if not each.get("sha")]
        with tempfile.TemporaryDirectory() as scratch:
            index = f"{scratch}/index"
            self.git(name, "read-tree", sent["base_tree"], index=index)
            self.git(name, "update-index", "--index-info", sent="\n".join(lines).encode() + b"\n", index=index)
            return 201, {"sha": self.git(name, "write-tree", index=index)}

    def _commit(self, name: str, _: dict[str, str], sent: Any) -> Answer:
        parents = [word for parent in sent["parents"] for word in ("-p", parent)]
        return 201, {"sha": self.git(name, "commit-tree", *parents, "-m", sent["message"], sent["tree"])}

    def _ref(self, name: str, _: dict[str, str], sent: Any) -> Answer:
        self.git(name, "update-ref", sent["ref"], sent["sha"])
        return 201, {}

    def _pull(self, name: str, _: dict[str, str], sent: Any) -> Answer:
        self.pulls.append({**sent, "repository": name})
        url = f"https://{HOST}/shop/{name}/pull/{len(self.pulls)}"
        return 201, {"number": len(self.pulls), "html_url": url, "base": {"ref": sent["base"]}}

    def _described(self, name: str, _: dict[str, str], __: Any) -> Answer:
        return 200, {"name": name, "default_branch": "main", "permissions": {"push": True}}


_ROUTES: dict[tuple[str, str], Callable[[GitHub, str, dict[str, str], Any], Answer]] = {
    ("GET", ""): GitHub._described,
    ("GET", "commits"): GitHub._commits,
    ("POST", "git/blobs"): GitHub._blob,
    ("POST", "git/trees"): GitHub._tree,
    ("POST", "git/commits"): GitHub._commit,
    ("POST", "git/refs"): GitHub._ref,
    ("POST", "pulls"): GitHub._pull,
}


class _Handler(BaseHTTPRequestHandler):
    github: ClassVar[GitHub]
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        if not url.path.startswith("/api/"):
            return self._git(url.path, url.query, body)
        path = url.path.removeprefix("/api/v3").removeprefix("/api")
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        try:
            method = "GET" if self.command == "HEAD" else self.command
            status, told = self.github.answer(method, path, query, json.loads(body) if body else None)
        except KeyError as unknown:
            status, told = 501, {"message": f"not in this stub: {unknown}"}
        return self._send(status, told if isinstance(told, bytes) else json.dumps(told).encode())

    def _git(self, path: str, query: str, body: bytes) -> None:
        given = {"GIT_PROJECT_ROOT": str(self.github.folder), "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "backstage"}
        given |= {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command}
        given |= {"CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body))}
        given |= {"HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", "")}
        given |= {"GIT_PROTOCOL": self.headers.get("Git-Protocol", "")}
        ran = subprocess.run(["git", "http-backend"], input=body, env=os.environ | given, capture_output=True)
        head, _, content = ran.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        status = int(headers.pop("Status", "200").split()[0])
        self._send(status, content, headers.get("Content-Type", "text/plain"))

    def _send(self, status: int, content: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = _answer

    def log_message(self, *_: object) -> None:
        """Nothing: the test asks what arrived."""


@contextmanager
def github(folder: Path) -> Iterator[GitHub]:
    """It answers until the context ends."""
    made = GitHub(folder)
    handler = type("Handler", (_Handler,), {"github": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        made.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
