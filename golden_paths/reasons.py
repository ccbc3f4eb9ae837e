"""Why a step failed."""


def reason(error: BaseException) -> str:
    """What went wrong, in one line."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    said = getattr(error, "stderr", None) or str(error)
    return " ".join(str(said).split()) or type(error).__name__
