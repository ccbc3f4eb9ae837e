"""What the API does, without HTTP: read, check, change and restore the policy."""

from dataclasses import dataclass

from packet_filter.placement import Placement, refuse_misplaced
from packet_filter.policy_file import PolicyError, read

from policy_api.difference import compare
from policy_api.models import Change, Difference, PolicyDocument, Versions
from policy_api.refusals import ChangedMeanwhile, NotFound, NotValid, Problem
from policy_api.store import PolicyStore
from policy_api.stored import Author, Stored


@dataclass
class Attempt:
    """What is known of a change so far, for the audit log. before, after: versions."""

    before: str | None = None
    after: str | None = None
    restored_from: str | None = None
    difference: Difference | None = None


class Policies:
    """The operations on the policy, on top of a store. placement: of the fleet; not every policy fits it."""

    def __init__(self, store: PolicyStore, placement: Placement) -> None:
        self._store = store
        self._placement = placement

    def current(self) -> PolicyDocument:
        """The version in force. Raises NotFound."""
        stored = self._store.current()
        if stored is None:
            raise NotFound("There is no policy yet; write the first one with PUT /policy and If-None-Match: *")
        return stored.document

    def find(self, version: str) -> PolicyDocument:
        """One version. Raises NotFound."""
        return self._store.find(version).document

    def versions(self, *, limit: int, before: str | None) -> Versions:
        """A page of the versions, the newest first. Raises NotFound: there is no version `before`."""
        return self._store.versions(limit=limit, before=before)

    def dry_run(self, text: str) -> Change:
        """What `replace` would change. Writes nothing. Raises NotValid."""
        current = self._store.current()
        difference = self._difference(text, current)
        return Change(version=current.document.version if current else None, difference=difference)

    def replace(self, text: str, *, replaces: str | None, author: Author, attempt: Attempt) -> Change:
        """Make `text` the policy. replaces: the version that the author has read; None: there is none yet.

        Raises ChangedMeanwhile: another version is in force. NotValid: the policy breaks a rule; the old one stays.
        """
        return self._write(text, self._current_is(replaces, attempt), author, attempt)

    def restore(self, version: str, *, replaces: str | None, author: Author, attempt: Attempt) -> Change:
        """Make the text of an earlier version the policy again, as a new version.

        Checked like any other: rules of policies, and the fleet, may have changed since. Raises as `replace` does,
        and NotFound.
        """
        attempt.restored_from = version
        current = self._current_is(replaces, attempt)
        return self._write(self._store.find(version).document.text, current, author, attempt)

    def _write(self, text: str, current: Stored | None, author: Author, attempt: Attempt) -> Change:
        attempt.difference = self._difference(text, current)
        attempt.after = self._store.write(text, instead_of=current, author=author)
        return Change(version=attempt.after, replaces=attempt.before, difference=attempt.difference)

    def _current_is(self, expected: str | None, attempt: Attempt) -> Stored | None:
        current = self._store.current()
        attempt.before = current.document.version if current else None
        if attempt.before != expected:
            raise ChangedMeanwhile(
                f"Version {attempt.before} is in force; read it and apply your change to it"
                if attempt.before
                else "There is no policy; send If-None-Match: * to write the first one",
                version=attempt.before,
            )
        return current

    def _difference(self, text: str, current: Stored | None) -> Difference | None:
        """How `text` differs from the policy in force; None: that one is not valid. Raises NotValid: `text` is not."""
        try:
            new = read(text)
            refuse_misplaced(new, self._placement)
        except PolicyError as error:
            version = current.document.version if current else None
            stays = f"version {version} stays in force" if version else "there is still no policy"
            problem = Problem(line=error.line, reason=error.reason)
            raise NotValid(f"The policy is not valid; {stays}", version=version, problems=(problem,)) from error
        try:
            return compare(read(current.document.text) if current else None, new)
        except PolicyError:
            return None
