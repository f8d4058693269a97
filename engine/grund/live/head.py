"""Head: the number and hash of the last acknowledged entry, in a file beside a journal.

A file that is something else, or a link to one, is refused and never written to; where there is none, nothing is
known.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from typing import Final

from ..problems.problem import GrundError, Place, problem

_FORM: Final = re.compile(rb"(\d{20}) ([0-9a-f]{64})\n")
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Head:
    """The file, open; raises `GrundError` G600 where it is no head, G505 where it cannot be written."""

    def __init__(self, path: str, writing: bool) -> None:
        self.path = path
        self._file: int | None = None
        flags = os.O_RDWR | os.O_CREAT if writing else os.O_RDONLY
        try:
            self._file = os.open(path, flags | _FLAGS, 0o644)
            known = stat.S_ISREG(os.fstat(self._file).st_mode)
        except OSError as error:
            known = error.errno not in (errno.ELOOP, errno.EISDIR, errno.ENXIO)
            if known and writing and error.errno != errno.ENOENT:
                raise GrundError([problem("G505", Place(path), file=path, why="@no_permission")]) from None
        if not known:
            self.close()
            raise self._refused("@no_file")
        try:
            self.read()
        except GrundError:
            self.close()
            raise

    def read(self) -> tuple[int, str] | None:
        """What it says; None where it says nothing (yet: a machine that stopped may have left it empty or blank)."""
        if self._file is None:
            return None
        raw = os.pread(self._file, 200, 0)
        if not raw.strip(b"\0"):
            return None
        fields = _FORM.fullmatch(raw)
        if fields is None:
            raise self._refused("@other_text")
        return int(fields[1]), fields[2].decode()

    def write(self, seq: int, digest: str) -> None:
        """In place, without a wait for the disk: it guards against damage; the journal itself against a crash."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.pwrite(self._file, f"{seq:020d} {digest}\n".encode(), 0)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _refused(self, why: str) -> GrundError:
        journal = self.path.removesuffix(".head")
        return GrundError([problem("G600", Place(self.path), file=self.path, why=why, journal=journal)])
