"""The run unit of a worker: libcob, and one subprogram in it. Only for a process that may end at any call."""

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path

from programs.errors import ProgramError

# Of GnuCOBOL 3.1 and 3.2. Debian's package is libcob4.
LIBRARY = "libcob.so.4"
# Behind the area: whoever writes past its end writes here first, and is found.
GUARD = b"\xa5" * 4096


class RunUnit:
    """One COBOL subprogram, called with one USING area of `length` bytes."""

    def __init__(self, module: str, folder: Path, length: int, cancels: Sequence[str]) -> None:
        """folder: of `module`.so. cancels: see programs.program.Program.

        Raises ProgramError: libcob or the program cannot be loaded.
        """
        # libcob reads it once, when it starts.
        os.environ["COB_LIBRARY_PATH"] = str(folder)
        try:
            # Programs are linked to libcob by name only: its symbols have to be visible to them.
            self._cob = ctypes.CDLL(LIBRARY, mode=ctypes.RTLD_GLOBAL)
        except OSError as error:
            raise ProgramError(
                f"{LIBRARY} cannot be loaded ({error}): install the COBOL run time, for example with "
                "`apt-get install libcob4`"
            ) from error
        self._cob.cob_resolve.restype = ctypes.c_void_p
        self._cob.cob_resolve_error.restype = ctypes.c_char_p
        self._cob.cob_call.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)]
        self._cob.cob_cancel.argtypes = [ctypes.c_char_p]
        self._cob.cob_init(0, None)
        self._module, self._length = module.encode("ascii"), length
        self._cancels = [name.encode("ascii") for name in cancels]
        # `cob_call` would end the process for a missing program.
        if not self._cob.cob_resolve(self._module):
            reason = (self._cob.cob_resolve_error() or b"").decode(errors="replace")
            raise ProgramError(f"program {module} cannot be loaded from {folder}: {reason}; build it with `make cobol`")
        self._area = ctypes.create_string_buffer(length + len(GUARD))
        self._using = (ctypes.c_void_p * 1)(ctypes.addressof(self._area))

    def call(self, area: bytes) -> tuple[int, bytes]:
        """CALL the program with this area, then CANCEL what keeps a state.

        Returns RETURN-CODE and the area as the program left it. Raises ProgramError: the area has another length, or
        the program wrote past its end; then nothing in this process can be trusted any more. Does not return at all
        when the program ends the run unit.
        """
        if len(area) != self._length:
            raise ProgramError(f"the area has {len(area)} bytes, and the program expects {self._length}")
        ctypes.memmove(self._area, area + GUARD, self._length + len(GUARD))
        return_code = int(self._cob.cob_call(self._module, 1, self._using))
        left = self._area.raw
        # WORKING-STORAGE, RETURN-CODE and open files start afresh (COBOL 2014, CANCEL statement). Not EXTERNAL items.
        for name in self._cancels:
            self._cob.cob_cancel(name)
        if left[self._length : self._length + len(GUARD)] != GUARD:
            raise ProgramError(f"the program wrote past the end of its area of {self._length} bytes")
        return return_code, left[: self._length]
