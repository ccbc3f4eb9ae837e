"""A COBOL subprogram as Python sees it: a name, and one USING area that its copybook describes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from records.codec import Codec
from records.layout import Layout


class Program:
    """What to call, and how its area is written and read: every offset comes from the copybook."""

    def __init__(
        self,
        module: str,
        area: Layout,
        *,
        folder: Path,
        cancels: Sequence[str] | None = None,
        highest_return_code: int = 4,
    ) -> None:
        """module: PROGRAM-ID, the name of its .so in `folder`.

        cancels: programs that are cancelled after each call, so that the next one finds nothing of it: `module`, unless
        given, and those that it calls. Never an INITIAL program: it forgets by itself, and libcob 3.1.2 frees what it
        then reads when such a program is cancelled.

        highest_return_code: RETURN-CODE up to which the area holds a result; in JCL 4 is a warning.
        """
        self.module, self.area, self.folder = module, area, folder
        self.cancels = (module,) if cancels is None else tuple(cancels)
        self.highest_return_code = highest_return_code
        # A program also answers for a record that it refuses.
        self._codec = Codec(area, known=False)

    @property
    def length(self) -> int:
        """Of the area in bytes. A table with DEPENDING ON has its place for all occurrences, as in LINKAGE SECTION."""
        return self.area.longest

    def encode(self, values: Mapping[str, object]) -> bytes:
        """The area with these values. Raises records.codec.RecordError: a value does not fit its PICTURE."""
        return self._codec.encode(values).ljust(self.length, b"\0")

    def decode(self, area: bytes) -> dict[str, object]:
        """What the program left in its area. Raises RecordError: a field holds what its PICTURE does not allow."""
        return self._codec.decode(area)
