"""What Copier says of an answer, with the question that it says it of, and without the value of a secret."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from golden_paths.portal.judge import RefusedAnswer
from golden_paths.project import AnswerRefused, Refused

NAMED = re.compile(r"(?:Validation error for question|Invalid choice for|Question) ['\"](\w+)['\"]:? ?")


def refused(said: str, secrets: Mapping[str, object]) -> Refused:
    """The refusal that Copier's sentence is. secrets: the answers to questions that are secret, by name."""
    found = NAMED.match(said)
    told = said[found.end() :] if found else said
    if (found and found[1] in secrets) or any(str(value) in told for value in secrets.values() if value != ""):
        told = "The answer is refused."
    return RefusedAnswer(found[1], told) if found else Refused(f"The template refuses these answers. {told}")


@contextmanager
def naming_the_question(secrets: Mapping[str, object]) -> Iterator[None]:
    """Turns the refusal of a rendering into one that names the question. secrets: as `refused` takes them."""
    try:
        yield
    except AnswerRefused as error:
        raise refused(error.said, secrets) from None
