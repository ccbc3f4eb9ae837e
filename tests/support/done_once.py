"""Does once for a whole run what copier does anew for every copy: nine tenths of a copy that renders few files.

`do_once()` is called where tests render in their own process. The command is tested as it is, and gives the same
(`questions/test_command_line.py`).
"""

import functools
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType
from typing import Any

import copier._main
import copier._template
import copier._user_data
import copier._vcs
from copier._main import Worker
from copier._vcs import get_git
from jinja2 import Environment
from plumbum import ProcessExecutionError, local
from plumbum.machines import LocalCommand

_compile = Environment.compile
_load = copier._template.load_template_config
_parse = copier._user_data.parse_yaml_string
_translate = Worker._path_matcher
_is_bundle = copier._vcs.is_git_bundle
_git_command = copier._vcs.get_git
_write_mode = Worker._sync_git_index_executable_bit
_compiled: dict[tuple[object, ...], CodeType] = {}
_loaded: dict[tuple[object, ...], bytes] = {}
_parsed: dict[str, bytes] = {}
_matchers: dict[tuple[str, ...], Callable[[Path], bool]] = {}


def do_once() -> None:
    """From now on each text is compiled, each questionnaire and each answer read, and each pattern translated once."""
    Environment.compile = _kept  # type: ignore[method-assign,assignment]
    copier._template.load_template_config = _read
    copier._user_data.CAST_STR_TO_NATIVE["yaml"] = _answer
    copier._main.is_git_available = functools.cache(copier._main.is_git_available)
    copier._vcs.is_git_bundle = _is_file_and_bundle
    copier._vcs.get_git = _git
    Worker._path_matcher = _translated  # type: ignore[method-assign]
    Worker._sync_git_index_executable_bit = _write_mode_where_git_has_none  # type: ignore[method-assign]


def _kept(self: Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
    # Equal settings have the same lexer, so that it stands for them.
    key = (type(self), self.lexer, *self.extensions, name, filename, source)
    if key in _compiled:
        # Copier's `yield` forgets the text before, as often as it sees another one.
        self.preprocess(source, name, filename)
    else:
        _compiled[key] = _compile(self, source, name, filename)
    return _compiled[key]


def _read(file: Path, quiet: bool = False) -> dict[str, Any]:
    """The questionnaire of these very texts. A new object each time, since copier adds to it."""
    texts = [file, *sorted((file.parent / "questions").glob("*.yml"))]
    key = tuple((text.relative_to(file.parent), text.read_bytes()) for text in texts)
    if key not in _loaded:
        _loaded[key] = pickle.dumps(_load(file, quiet))
    loaded: dict[str, Any] = pickle.loads(_loaded[key])  # noqa: S301 - our own
    return loaded


def _answer(text: str) -> Any:
    if text not in _parsed:
        _parsed[text] = pickle.dumps(_parse(text))
    return pickle.loads(_parsed[text])  # noqa: S301 - our own


def _translated(self: Worker, patterns: Iterable[str]) -> Callable[[Path], bool]:
    lines = tuple(patterns)
    if lines not in _matchers:
        _matchers[lines] = _translate(self, lines)
    return _matchers[lines]


def _is_file_and_bundle(path: Path) -> bool:
    """Asks git, which makes a repository for it, only of a file."""
    return path.is_file() and _is_bundle(path)


class _Git:
    """git, which starts a shell for submodules only where there are any."""

    def __init__(self, command: LocalCommand) -> None:
        self._command = command

    def __call__(self, *words: str, **options: Any) -> str:
        if words[:1] == ("submodule",) and not Path(local.cwd, ".gitmodules").exists():
            return ""
        answer: str = self._command(*words, **options)
        return answer

    def __getitem__(self, words: Any) -> Any:
        return self._command[words]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._command, name)


def _git(context_dir: Any = None) -> _Git:
    return _Git(_git_command(context_dir))


def _write_mode_where_git_has_none(self: Worker, path: Path, mode: int) -> None:
    """Asks git once for a copy, not once for a file, whether it looks at the modes of files."""
    known = self.__dict__
    if "git_has_no_modes" not in known:
        known["git_has_no_modes"] = _git_has_no_modes(self.subproject.local_abspath)
    if known["git_has_no_modes"]:
        _write_mode(self, path, mode)


def _git_has_no_modes(folder: Path) -> bool:
    try:
        answer: str = get_git(context_dir=folder)("config", "--type=bool", "--get", "core.fileMode")
    except ProcessExecutionError:
        return False
    return answer.strip() == "false"
