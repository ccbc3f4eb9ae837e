"""Where the template is: turns an address as copier records it into one that git takes, from any folder.

The Makefile of a rendered repository needs the same for uv, before this program is there: `template_address.py`.
"""

import re
from pathlib import Path

from golden_paths.project import Refused

# user@host:path, which uv takes as a URL only; a letter and a colon are a drive of Windows.
OF_SSH = re.compile(r"([^/:]{2,}):(?!//)(.*)")


def for_git(recorded: str, folder: Path) -> str:
    """The address for git, whatever folder git runs in.

    recorded: `_src_path`, in any form that copier takes: a URL, `gh:owner/name`, `git+https://…`, `git@host:path`, a
    folder, also relative or in `~`. folder: what a relative one is relative to.
    Raises Refused: git would take it for an option.
    """
    if recorded.removeprefix("git+").startswith("-"):
        raise Refused(
            f'"{recorded}" is no address of a template, because it begins with a dash: correct _src_path in '
            ".copier-answers.yml, for example https://github.com/example-shop/template"
        )
    local = folder / Path(recorded).expanduser()
    if local.exists():
        return str(local.resolve())
    # It takes longer to read copier than all else that most commands do.
    from copier._vcs import get_repo

    return get_repo(recorded) or recorded


def started_by_uv(recorded: str, folder: Path) -> list[str]:
    """The words that start this program where nobody has installed it, in the form that a person can paste.

    recorded, folder: as `for_git` takes them.
    """
    address = for_git(recorded, folder)
    if Path(address).is_absolute():
        address = Path(address).as_uri()
    elif found := OF_SSH.fullmatch(address):
        address = f"ssh://{found[1]}/{found[2].lstrip('/')}"
    return ["uvx", "--from", f"git+{address}", "golden-paths"]
