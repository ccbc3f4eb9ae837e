"""Calls of ACCTINQ, with values in and out: the names are those of the copybook ACCTAREA."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from web.observability import logger

from accounts.models import NewPosting
from programs.errors import PoolBusy, ProgramLost

Values = Mapping[str, object]
Call = Callable[[Values], Awaitable[dict[str, Any]]]

# AREA-RETURN-CODE.
DONE, REFUSED, REQUEST_INVALID = 0, 4, 8


class Refused(Exception):
    """ACCTINQ did not do it. reason: AREA-REASON. message: AREA-MESSAGE."""

    def __init__(self, message: str, *, reason: int) -> None:
        super().__init__(message)
        self.reason = reason


class RequestInvalid(Refused):
    """ACCTINQ cannot read the request: its code or date, for example."""


class MasterInvalid(Exception):
    """The record in the store is none that ACCTINQ can work on: nothing that a caller could change."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What ACCTINQ left in its area. account: values of ACCTREC. available: in the currency of the account."""

    account: dict[str, Any]
    available: Decimal


class AcctInq:
    """The two functions of the program. Both raise MasterInvalid, and what `programs.pool.Pool.call` raises."""

    def __init__(self, call: Call) -> None:
        self._call = call

    async def inquire(self, account: Values) -> Reply:
        """account: values of ACCTREC."""
        return await self._done("INQ", account, {"AREA-POST-CODE": "", "AREA-POST-AMOUNT": 0, "AREA-POST-DATE": 0})

    async def post(self, account: Values, new: NewPosting) -> Reply:
        """Returns the account after the posting. Raises Refused, RequestInvalid."""
        return await self._done(
            "POST",
            account,
            {
                "AREA-POST-CODE": new.code,
                "AREA-POST-AMOUNT": new.amount,
                "AREA-POST-DATE": int(new.date.strftime("%Y%m%d")),
            },
        )

    async def _done(self, function: str, account: Values, request: Values) -> Reply:
        area = await self._measured(function, {"AREA-REQUEST": request, "AREA-ACCOUNT": account})
        reply = area["AREA-REPLY"]
        code, reason, message = (reply[f"AREA-{name}"] for name in ("RETURN-CODE", "REASON", "MESSAGE"))
        if code == REFUSED:
            raise Refused(str(message).rstrip(), reason=int(reason))
        if code == REQUEST_INVALID:
            raise RequestInvalid(str(message).rstrip(), reason=int(reason))
        if code != DONE:
            raise MasterInvalid(f"ACCTINQ answered {code}, reason {reason}: {str(message).rstrip()}")
        return Reply(account=area["AREA-ACCOUNT"], available=Decimal(reply["AREA-AVAILABLE"]))

    async def _measured(self, function: str, rest: Values) -> dict[str, Any]:
        """Each call is one line of the log with its metrics: how long it took, and which return code it had."""
        no_reply = {"AREA-RETURN-CODE": 0, "AREA-REASON": 0, "AREA-MESSAGE": "", "AREA-AVAILABLE": 0}
        began = time.perf_counter()
        outcome = "Failed"
        try:
            area = await self._call({"AREA-FUNCTION": function, "AREA-REPLY": no_reply, **rest})
            outcome = f"ReturnCode{area['AREA-REPLY']['AREA-RETURN-CODE']}"
        except ProgramLost as error:
            outcome = "TimedOut" if error.timed_out else "Lost"
            raise
        except PoolBusy:
            outcome = "Busy"
            raise
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000, 3)
            logger.info(
                "Program called",
                program="ACCTINQ",
                function=function,
                outcome=outcome,
                counts=("Calls", f"Calls{outcome}"),
                measures={"CallMilliseconds": (milliseconds, "Milliseconds")},
            )
        return area
