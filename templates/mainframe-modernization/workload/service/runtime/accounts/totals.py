"""Control totals: what the sender of a data set counted and summed, and what was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self

import yaml

EXAMPLE = 'BANK.ACCOUNT.MASTER: {records: 60, invalid: 4, sum: {ACCT-BALANCE: "901442565.90"}}'


class TotalsError(ValueError):
    """The file of control totals cannot be read; one sentence."""


@dataclass(kw_only=True)
class Totals:
    """records: all of the file. invalid: those with a field that is no value. sums: of a field, over each record where
    that field is a number."""

    records: int = 0
    invalid: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, dataset: str) -> Self:
        """Those of one data set. Raises TotalsError."""
        try:
            content = yaml.safe_load(path.read_text("utf-8"))
            return cls._of(content[dataset])
        except OSError as error:
            raise TotalsError(f"{path}: {error.strerror}; expected control totals, for example {EXAMPLE}") from error
        except (yaml.YAMLError, KeyError, TypeError, AttributeError, InvalidOperation, ValueError) as error:
            raise TotalsError(
                f"{path} has no control totals of {dataset} that can be read ({type(error).__name__}: {error}); "
                f"expected, for example, {EXAMPLE}"
            ) from error

    @classmethod
    def _of(cls, entry: Mapping[str, Any]) -> Self:
        # Text, since YAML would make floats of numbers with decimals.
        if any(not isinstance(amount, str) for amount in entry["sum"].values()):
            raise ValueError("sums are written in quotes")
        sums = {name: Decimal(amount) for name, amount in entry["sum"].items()}
        counts = [entry["records"], entry.get("invalid", 0)]
        if any(type(count) is not int for count in counts):
            raise ValueError("records and invalid are whole numbers")
        return cls(records=counts[0], invalid=counts[1], sums=sums)

    def differences(self, expected: "Totals") -> Iterator[str]:
        """What does not agree, each as "records 59, expected 60"."""
        found = {"records": self.records, "invalid": self.invalid, **self.sums}
        wanted = {"records": expected.records, "invalid": expected.invalid, **expected.sums}
        for name, amount in wanted.items():
            if found.get(name) != amount:
                yield f"{name} {found.get(name)}, expected {amount}"
