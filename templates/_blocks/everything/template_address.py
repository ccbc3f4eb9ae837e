"""The address of the template for uv, read from the answers file: `python template_address.py [VERSION]` prints it.

Copier records an address as somebody typed it; `uv tool run --from` takes only URLs that begin with `git+`. The updater
itself reads every form, but it has to be fetched first.
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

ANSWERS_FILE = Path(".copier-answers.yml")
HOSTS = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
# user@host:path, as ssh and git take it; a letter and a colon are a drive of Windows.
OF_SSH = re.compile(r"(?!-)([^/:]{2,}):(?!//)(?P<path>.*)")


class AddressError(Exception):
    """There is no address, or it is none; the message says what to do."""


def for_uv(recorded: str, version: str = "") -> str:
    """What `uv tool run --from` takes for an address as copier recorded it.

    recorded: a URL, `gh:owner/name`, `git+https://…`, `git@host:path`, a folder, also relative or in `~`.
    version: a tag, a branch or a commit; empty for the default branch.
    Raises AddressError: it looks like an option.
    """
    address = recorded.removeprefix("git+")
    if address.startswith("-"):
        raise AddressError(
            f'"{recorded}" is no address of a template, because it begins with a dash: correct _src_path in '
            f"{ANSWERS_FILE}, for example https://github.com/example-shop/template"
        )
    return f"git+{_url(address)}" + (f"@{version}" if version else "")


def _url(address: str) -> str:
    for alias, host in HOSTS.items():
        if address.startswith(alias):
            return host + address.removeprefix(alias).strip("/").removesuffix(".git") + ".git"
    folder = Path(address).expanduser()
    if folder.exists():
        return folder.resolve().as_uri()
    if found := OF_SSH.fullmatch(address):
        return f"ssh://{found[1]}/{found['path'].lstrip('/')}"
    # uv takes what follows an @ in the path for a version.
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=quote(parts.path, safe="/%:+~")))


def recorded_address(written: str) -> str:
    """`_src_path` of an answers file. Raises AddressError when there is none."""
    found = re.search(r"^_src_path: *(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^#\s]+)", written, re.MULTILINE)
    if not found:
        raise AddressError(f"{ANSWERS_FILE} names no template (_src_path); see git log -p -- {ANSWERS_FILE}")
    return str(json.loads(found[1])) if found[1].startswith('"') else found[1].strip("'")


if __name__ == "__main__":
    try:
        print(for_uv(recorded_address(ANSWERS_FILE.read_text("utf-8")), *sys.argv[1:]))
    except (AddressError, OSError) as error:
        sys.exit(str(error))
