"""How these programs end when something is wrong: with one sentence and exit code 1, not with a traceback."""

import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from settings.configuration import ConfigurationError


class ActionFailed(Exception):
    """The action must not go on. The message is the sentence that a person reads in the log."""


def exit_code(program: Callable[[], None]) -> int:
    """Run `program`: 0 when it returns, 1 after its error was printed to stderr. A bug still shows its traceback."""
    try:
        program()
    except (ActionFailed, ConfigurationError, OSError) as error:
        return _failed(str(error))
    except ClientError as error:
        return _failed(f"AWS refused {error.operation_name}: {error.response['Error'].get('Message', error)}")
    except BotoCoreError as error:
        return _failed(f"AWS could not be asked: {error}")
    return 0


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
