"""The initial load of accounts from the mainframe's master file into the store that the environment names.

Return codes: 0 loaded and reconciled; 4 the same, but records are wrong and not in the store; 8 the file does not agree
with its control totals, or the store not with the file; 12 nothing could be loaded, or not all of it.
"""

import argparse
import os
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy.exc import SQLAlchemyError
from web.settings import SettingsError

from accounts.loaded import Loaded
from accounts.loading import Load
from accounts.store import StoreNotReady
from accounts.stores import open_store
from accounts.totals import Totals, TotalsError
from records.code_pages import CodePageError, code_page
from records.copybook import CopybookError, read_copybook
from records.files import Format


def main(arguments: list[str] | None = None) -> int:
    """The return code."""
    options = _options(arguments)
    try:
        expected = Totals.read(options.totals, options.dataset or options.file.name)
        layout = read_copybook(options.copybook)
        page = code_page(options.code_page)
        store, _ = open_store(os.environ)
        store.check()
        loaded = Load(store, layout, page).run(options.file, options.format, expected)
    except OSError as error:
        return _stop(f"{error.filename}: {error.strerror}")
    except LookupError as error:
        return _stop(str(error.args[0]))
    except (SettingsError, CopybookError, CodePageError, TotalsError, StoreNotReady) as error:
        return _stop(str(error))
    except (SQLAlchemyError, ClientError, BotoCoreError) as error:
        reason = str(error).splitlines()[0]
        return _stop(f"{options.file.name}: the store failed ({reason}); run the same command again, it goes on there")
    return report(loaded, expected, file=options.file.name, totals=options.totals.name)


def report(loaded: Loaded, expected: Totals, *, file: str, totals: str) -> int:
    """Print what was found, and return the return code."""
    for fault in loaded.faults.named:
        print(fault, file=sys.stderr)
    counts = f"{loaded.found.records} records read, {loaded.found.invalid} invalid"
    kept = f"{loaded.in_store} of its accounts are in the store, {loaded.added} of them added now"
    sums = "; ".join(f"{name} {amount}" for name, amount in loaded.found.sums.items())
    differences = [*loaded.found.differences(expected)]
    good = loaded.found.records - loaded.found.invalid
    for some, sentence in (
        (loaded.posted, "accounts were posted on since they were loaded, and stay so"),
        (loaded.differ, "accounts differ in the store"),
    ):
        if some.count:
            differences.append(f"{some.count} {sentence}: {', '.join(some.named)}")
    if loaded.in_store != good:
        differences.append(f"{loaded.in_store} accounts in the store, expected {good}")
    if differences:
        print(f"{file}: {counts}; {kept}. Not reconciled with {totals}: {'; '.join(differences)}.", file=sys.stderr)
        return 8
    print(f"{file}: {counts}; {kept}. Reconciled with {totals}: records {loaded.found.records}; {sums}.")
    return 4 if loaded.faults.count else 0


def _stop(sentence: str) -> int:
    print(f"{sentence}.".replace("..", "."), file=sys.stderr)
    return 12


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m accounts.load", description=__doc__)
    parser.add_argument("file", type=Path, help="the master file, as it came from the mainframe")
    parser.add_argument("--copybook", type=Path, required=True, help="of its records, for example cpy/ACCTREC.cpy")
    parser.add_argument("--code-page", required=True, help="of its text, for example 1047")
    parser.add_argument("--totals", type=Path, required=True, help="control totals, for example control-totals.yaml")
    parser.add_argument("--dataset", help="its name in the control totals; that of the file, unless given")
    parser.add_argument("--format", type=Format, choices=list(Format), default=Format.FIXED, help="fixed, unless given")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
