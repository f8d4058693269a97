"""Reader limits: how much a reader takes in before it says no; each can be raised by a variable of the environment.

Bytes, or a problem that says which limit it was. A limit is found before the memory is taken, and what is no ordinary
file (a device, a pipe) is not opened.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Final

from .problem import GrundError, Place, problem

BYTES: Final = "GRUND_MAX_BYTES"
"""Bytes of a file that is read whole: 4 MB of YAML, 200 MB of CSV, 64 MB of JSON."""
LINE: Final = ("GRUND_MAX_LINE", 1_000_000)
"""Bytes of the header of a file that is read piece by piece, and of the piece that a row must end within."""
COLUMNS: Final = ("GRUND_MAX_COLUMNS", 10_000)
ROWS: Final = ("GRUND_MAX_ROWS", 1_000_000_000)
"""Rows of a file that is read piece by piece, or of all files of a folder's file."""
SECONDS: Final = ("GRUND_MAX_SECONDS", 86_400)
"""How long such a file is read."""
JSON: Final = 64_000_000


def most(name: str, usual: int) -> int:
    """A limit: the variable's, where it is a whole number above zero, else the usual one."""
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() and 0 < int(given) < 1 << 62 else usual


def exceeded(file: str, amount: object, name: str, limit: int) -> GrundError:
    """The problem of a file that is more than a limit."""
    return GrundError([problem("G593", Place(file), found=amount, limit=limit, name=name)])


def ordinary(path: str | os.PathLike[str], file: str) -> None:
    """That a path which is there is a file or a folder, and no device or pipe; raises `GrundError`."""
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise GrundError([problem("G594", Place(file), file=file)])


def whole(path: str | os.PathLike[str], usual: int, file: str) -> bytes:
    """The bytes of a file that is read whole. Raises `GrundError` where it is too much or no file, and `OSError`."""
    ordinary(path, file)
    limit = most(BYTES, usual)
    with open(path, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        raw = stream.read(limit + 1) if size <= limit else b""
    if size > limit or len(raw) > limit:
        raise GrundError([problem("G103", Place(file), size=max(size, len(raw)), limit=limit)])
    return raw


@dataclass(slots=True)
class Spent:
    """What reading a file piece by piece has taken so far."""

    file: str
    rows: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, rows: int) -> None:
        """Count some rows, and the time; raises `GrundError`."""
        self.rows += rows
        seconds = int(time.monotonic() - self.begun)
        for number, (name, usual) in ((self.rows, ROWS), (seconds, SECONDS)):
            if number > (limit := most(name, usual)):
                raise exceeded(self.file, number, name, limit)
