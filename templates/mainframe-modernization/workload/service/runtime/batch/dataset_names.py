"""Data set names of DD statements: symbols filled in, generations and members told apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from batch.errors import JobError

_NAME = re.compile(r"(?P<name>(&&)?[A-Z@#$][A-Z0-9@#$.-]*)(\((?P<in_brackets>[^)]*)\))?")
_SYMBOL = re.compile(r"(?<!&)&(?!&)(?P<symbol>[A-Z@#$][A-Z0-9@#$]{0,7})\.?")
# DSNAME parameter, JCL Reference.
_LONGEST = 44


@dataclass(frozen=True, kw_only=True)
class DatasetName:
    """name: without brackets and &&. generation: relative, None for none. member: of a library, "" for none."""

    name: str
    generation: int | None = None
    member: str = ""
    temporary: bool = False


def dataset_name(written: str) -> DatasetName:
    """Of what a DD statement says, its symbols filled in: BANK.ACCOUNT.MASTER(+1), BANK.CNTL(SORT), &&SORTED.

    Raises JobError.
    """
    found = _NAME.fullmatch(written)
    if not found:
        raise JobError(f"'{written}' is no data set name; for example BANK.ACCOUNT.MASTER(0).")
    name, in_brackets = found["name"], found["in_brackets"] or ""
    temporary = name.startswith("&&")
    name = name.removeprefix("&&")
    if len(name) > _LONGEST or any(not 1 <= len(part) <= 8 for part in name.split(".")):
        raise JobError(
            f"'{name}' is no data set name: it has at most {_LONGEST} characters, each part 1 to 8; "
            "for example BANK.ACCOUNT.MASTER."
        )
    if re.fullmatch("[+-]?[0-9]+", in_brackets):
        return DatasetName(name=name, generation=int(in_brackets), temporary=temporary)
    return DatasetName(name=name, member=in_brackets, temporary=temporary)


def fill_in(text: str, symbols: Mapping[str, str]) -> str:
    """`text` with &NAME and &NAME. replaced; && stays. Raises JobError: a symbol has no value."""

    def value(found: re.Match[str]) -> str:
        if found["symbol"] not in symbols:
            known = ", ".join(symbols) or "none"
            raise JobError(f"symbol &{found['symbol']} in '{text}' has no value; symbols of the job: {known}.")
        return symbols[found["symbol"]]

    return _SYMBOL.sub(value, text)


def generation_name(base: str, number: int) -> str:
    """The absolute name of a generation: BANK.ACCOUNT.MASTER.G0013V00. Raises JobError: numbers end at 9999."""
    if not 1 <= number <= 9999:
        raise JobError(f"{base} has no generation {number}; generations are numbered from 1 to 9999.")
    return f"{base}.G{number:04d}V00"
