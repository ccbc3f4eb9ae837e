"""What goes wrong on the way to AWS, as one sentence for the person at the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

from batch.errors import DatasetError, JobError


@contextmanager
def one_sentence(what: str) -> Iterator[None]:
    """what: was not done then, for example "DAILY was not released". Raises JobError instead of boto3's errors."""
    # Only here: a job on this machine needs no AWS library, which takes longer to load than a small step to run.
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

    try:
        yield
    except (NoCredentialsError, NoRegionError) as error:
        raise JobError(
            f"{what} ({str(error).rstrip('.')}); set AWS_REGION, and sign in to the account of the environment."
        ) from error
    except (Boto3Error, BotoCoreError, ClientError, DatasetError, OSError) as error:
        raise JobError(f"{what}: {error}") from error
