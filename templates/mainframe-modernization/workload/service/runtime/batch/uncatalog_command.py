"""`python -m batch uncatalog 'BANK.ACCOUNT.MASTER(0)'`: take a generation out that should not have been catalogued.

A program that ends with 12 has ended normally, so that [NEW, CATLG] catalogues what it left, as on a mainframe. The
next run would read it as (0).
"""

import argparse
import os
import re
from pathlib import Path

from batch.dataset_names import dataset_name, generation_name
from batch.errors import JobError
from batch.generations import catalogued
from batch.reaching_aws import one_sentence
from batch.region import use_region
from batch.store import DATASETS, FolderStore, Store

_EXAMPLE = "BANK.ACCOUNT.MASTER(0)"
_ABSOLUTE = re.compile(r"(?P<base>.+)\.G(?P<number>[0-9]{4})V00")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What `run` reads."""
    parser.add_argument("dataset", help=f"for example {_EXAMPLE}, or BANK.ACCOUNT.MASTER.G0002V00")
    parser.add_argument("--datasets", type=Path, help="folder of data sets; without: the bucket DATASET_BUCKET")


def run(options: argparse.Namespace) -> int:
    """The exit code: 0. Raises JobError: it is not there, or the store cannot be reached. Reads DATASET_BUCKET."""
    with one_sentence(f"{options.dataset} was not taken out"):
        print(uncatalog(_store(options.datasets), options.dataset))
    return 0


def uncatalog(store: Store, written: str) -> str:
    """What is the newest one now. Call it while no job runs that names the group.

    written: a generation, relative (0, -1) or absolute. A bucket keeps the version for as long as its rules say; a
    folder does not. Raises JobError: there is no such generation.
    """
    name = dataset_name(written)
    absolute = _ABSOLUTE.fullmatch(name.name)
    base = absolute["base"] if absolute else name.name
    numbers = catalogued(store, base)
    if absolute:
        number = int(absolute["number"])
    elif name.generation is None or name.temporary:
        raise JobError(f"'{written}' is no generation of a generation data group; for example {_EXAMPLE}.")
    else:
        number = numbers[-name.generation] if -len(numbers) < name.generation <= 0 else 0
    if number not in numbers:
        there = ", ".join(generation_name(base, each) for each in numbers) or "none"
        raise JobError(f"{written} is not catalogued; generations of {base}: {there}.")
    store.delete(DATASETS + generation_name(base, number))
    left = catalogued(store, base)
    newest = f"{base}(0) is {generation_name(base, left[0])} now" if left else f"{base} has no generation now"
    return f"{generation_name(base, number)} is taken out; {newest}."


def _store(folder: Path | None) -> Store:
    if folder is not None:
        if not folder.is_dir():
            raise JobError(f"'{folder}' is no folder; data sets of jobs on this machine lie in build/datasets.")
        return FolderStore(folder)
    bucket = os.environ.get("DATASET_BUCKET", "")
    if not bucket:
        raise JobError("DATASET_BUCKET is not set; it is the output DatasetBucket of the environment.")
    use_region()
    # Only here: as in `one_sentence`.
    import boto3

    from batch.s3_store import S3Store

    return S3Store(boto3.client("s3"), bucket)
