"""AWS that does not answer is asked again for two minutes: that is no verdict about the release that is judged.

botocore has retried each request for some seconds already. Here is what lasts longer: the credentials of the build that
cannot be fetched, or STS that is out of reach.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, CredentialRetrievalError, HTTPClientError

SECONDS_BETWEEN = 10.0
TRIES = 13
Answer = TypeVar("Answer")


def may_pass(error: BotoCoreError | ClientError) -> bool:
    """Whether the same question may be answered in a minute: nobody answered, or the answer was to come later.

    A refusal stays one, and so does what this machine lacks, such as any credentials at all.
    """
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        throttled = error.response["Error"]["Code"] in {"Throttling", "ThrottlingException"}
        return throttled or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, ConnectionError | CredentialRetrievalError | HTTPClientError)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """What `ask` returns, as soon as AWS answers.

    Raises what `ask` raises: at once when it is an answer, else when two minutes are over.
    """
    tries = TRIES
    while True:
        try:
            return ask()
        except (BotoCoreError, ClientError) as error:
            tries -= 1
            if not tries or not may_pass(error):
                raise
            print(f"AWS did not answer, asked again in {SECONDS_BETWEEN:.0f} seconds: {error}", flush=True)
            time.sleep(SECONDS_BETWEEN)
