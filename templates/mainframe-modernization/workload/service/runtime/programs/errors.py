"""Why a call has no result. The message is one sentence and never holds data of the area."""


class ProgramError(Exception):
    """The program did not do what was asked: it is missing, or ended with a RETURN-CODE that means a failure."""


class ProgramLost(ProgramError):
    """The worker ended without a reply (STOP RUN, run-time error, abend) or was ended after a time-out.

    The worker is replaced. Whether the program had done its work is unknown, so only calls without side effects, or
    with repeatable ones, may be sent again.
    """

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class PoolBusy(Exception):
    """No worker is free and enough calls wait already, or the pool is closing. Nothing was called.

    retry_after: seconds until a call may find a free worker.
    """

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
