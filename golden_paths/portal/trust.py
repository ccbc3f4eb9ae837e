"""Which templates a portal fetches: those that it names, and none with a password in its address."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from golden_paths.address import for_git
from golden_paths.names import shown
from golden_paths.project import ANSWERS_FILE, Refused, origin_of


def refuse_another_template(folder: Path, allowed: Sequence[str]) -> None:
    """Raises Refused: the repository in `folder` names a template that is none of these, or one with a password.

    allowed: addresses, relative ones to where this program runs. With none, every template may be named.
    """
    named = origin_of(folder).template
    refuse_a_password(named, what=f"_src_path in {ANSWERS_FILE}")
    # Not the texts: in a repository `https:` can be a folder, and git would clone what is in it.
    if allowed and for_git(named, folder) not in {for_git(each, Path.cwd()) for each in allowed}:
        raise Refused(
            f"_src_path in {ANSWERS_FILE} is {shown(named)}, and this portal takes its templates from "
            f"{', '.join(allowed)} only: write one of these there."
        )


def refuse_a_password(address: str, *, what: str) -> None:
    """Raises Refused: an address holds a password or a token, which a rendering would record. It is not repeated."""
    try:
        parts = urlsplit(address.removeprefix("git+"))
        secret = parts.password is not None or (parts.scheme in ("http", "https") and parts.username is not None)
    except ValueError:
        raise Refused(f"{what} is no URL: write one, for example https://github.com/example-shop/template") from None
    if secret:
        raise Refused(
            f"{what} holds a user name or a password, which each repository would record: write the address without "
            "it, and give git the password by a credential helper (git config credential.helper)."
        )
