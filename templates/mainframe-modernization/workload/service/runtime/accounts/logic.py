"""What the service does, without HTTP: inquire about an account, post on it."""

import hashlib

from anyio import to_thread
from web.observability import logger

from accounts.acctinq import AcctInq
from accounts.answers import account_of, posting_of
from accounts.models import Account, NewPosting, Posting
from accounts.store import AccountChanged, AccountStore, Kept, KeyTaken, Posted

# Each one means that another posting on this account was stored meanwhile.
MOST_TRIES = 5


class AccountNotFound(Exception):
    """There is no account with this number."""


class KeyUsedForAnotherPosting(Exception):
    """The caller sent this Idempotency-Key for this account before, with another posting."""


class AccountBusy(Exception):
    """Others post on this account all the time: nothing was posted."""


class Accounts:
    """The operations on accounts. All raise AccountNotFound, and what `AcctInq` raises.

    The store blocks, so it is asked in a thread; ACCTINQ runs in a process of its own.
    """

    def __init__(self, store: AccountStore, program: AcctInq) -> None:
        self._store, self._program = store, program

    async def inquire(self, account_id: str) -> Account:
        """The account as ACCTINQ tells it."""
        reply = await self._program.inquire((await self._find(account_id)).values)
        return account_of(reply)

    async def post(self, account_id: str, new: NewPosting, *, key: str) -> Posting:
        """Post once for each key: a repeated request returns what the first one did.

        The account is not locked while ACCTINQ runs; when it was changed meanwhile, ACCTINQ runs again on what it is
        then. Raises Refused and RequestInvalid of `AcctInq`, KeyUsedForAnotherPosting, AccountBusy.
        """
        request_hash = hashlib.sha256(new.model_dump_json().encode()).hexdigest()
        for _ in range(MOST_TRIES):
            earlier = await to_thread.run_sync(self._store.posted, account_id, key)
            if earlier is not None:
                if earlier.request_hash != request_hash:
                    raise KeyUsedForAnotherPosting
                return earlier.posting
            kept = await self._find(account_id)
            reply = await self._program.post(kept.values, new)
            posting = posting_of(account_id, new, reply)
            try:
                posted = Posted(key=key, request_hash=request_hash, posting=posting)
                await to_thread.run_sync(self._store.post, kept, reply.account, posted)
            except (AccountChanged, KeyTaken):
                continue
            logger.info("Posting stored", code=new.code, version=kept.version + 1, counts="PostingsStored")
            return posting
        raise AccountBusy

    async def try_out(self, account_id: str, new: NewPosting) -> Posting:
        """What `post` would answer now; stores nothing."""
        return posting_of(account_id, new, await self._program.post((await self._find(account_id)).values, new))

    async def _find(self, account_id: str) -> Kept:
        kept = await to_thread.run_sync(self._store.find, account_id)
        if kept is None:
            raise AccountNotFound(account_id)
        return kept
