"""Master files of accounts, and the load of one into a store."""

import os
from pathlib import Path
from unittest.mock import patch

from accounts.load import main
from records.code_pages import CodePage
from records.codec import Codec
from records.copybook import read_copybook
from tests.support.accounts_examples import ACCOUNTS, TOTAL

ACCTREC = Path(__file__).parents[2] / "cpy" / "ACCTREC.cpy"


def records(*accounts: dict[str, object]) -> list[bytearray]:
    """The records of a master file in code page 1047; by default those of all examples."""
    codec = Codec(read_copybook(ACCTREC), CodePage.CP1047)
    return [bytearray(codec.encode(each)) for each in accounts or ACCOUNTS.values()]


class Loader:
    """Loads records as the command does, with the variables of a container."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder

    def __call__(
        self, given: list[bytearray], *, count: int | None = None, invalid: int = 0, total: str = str(TOTAL)
    ) -> int:
        """The return code. count, invalid, total: what the control totals say."""
        (self._folder / "MASTER").write_bytes(b"".join(given))
        totals = self._folder / "totals.yaml"
        entry = f'{{records: {count or len(given)}, invalid: {invalid}, sum: {{ACCT-BALANCE: "{total}"}}}}'
        totals.write_text(f"MASTER: {entry}\n", "utf-8")
        options = ["--copybook", str(ACCTREC), "--code-page", "1047", "--totals", str(totals)]
        with patch.dict(os.environ, self._environment):
            return main([str(self._folder / "MASTER"), *options])
