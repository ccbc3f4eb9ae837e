"""Names of files as they can be shown."""


def shown(path: str) -> str:
    """A path in one line, whatever characters are in it."""
    if all(_is_plain(character) for character in path):
        return path
    return '"' + "".join(each if _is_plain(each) else repr(each)[1:-1] for each in path) + '"'


def is_byte(character: str) -> bool:
    """Whether this stands for a byte of a name that is no UTF-8."""
    return 0xDC80 <= ord(character) <= 0xDCFF


def _is_plain(character: str) -> bool:
    return character.isprintable() or is_byte(character)
