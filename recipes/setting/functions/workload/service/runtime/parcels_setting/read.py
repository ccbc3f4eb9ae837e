"""Reads the parameter and the secret when they are needed, and keeps each for a while."""

import os
from collections.abc import Callable
from typing import TypeVar

from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

# So long a function goes on with what it has read, in seconds. `with_secret` notices a rotation sooner.
KEPT_SECONDS = 300

Result = TypeVar("Result")


class SecretIsEmpty(Exception):
    """Nobody has written the secret yet; the message has the command that does."""


def parameter() -> str:
    """The value of this environment, at most KEPT_SECONDS old."""
    return parameters.get_parameter(os.environ["PARCELS_PARAMETER"], max_age=KEPT_SECONDS)


def secret(*, fresh: bool = False) -> str:
    """The newest value of the secret, at most KEPT_SECONDS old. fresh: now, whatever is kept.

    Raises SecretIsEmpty.
    """
    arn = os.environ["PARCELS_SECRET_ARN"]
    try:
        return parameters.get_secret(arn, max_age=KEPT_SECONDS, force_fetch=fresh)
    except GetParameterError as error:
        # The secret is there, since the stack made it: what is not found is a value of it.
        if "ResourceNotFoundException" not in str(error):
            raise
        raise SecretIsEmpty(
            "The secret for parcels has no value yet. Write it to a file value.txt, with no line end. Then: "
            f"aws secretsmanager put-secret-value --secret-id {arn} --secret-string file://value.txt"
        ) from None


def with_secret(use: Callable[[str], Result], *, refused: type[Exception]) -> Result:
    """What `use` makes of the secret. Where it raises `refused`, once more with the secret as it is now.

    So a rotation is noticed when the other side refuses the value from before it. Raises SecretIsEmpty, and what `use`
    raises with the newest value.
    """
    try:
        return use(secret())
    except refused:
        return use(secret(fresh=True))
