"""Scratch files: what is made on the way and is gone when the work is, also where the work is ended from outside.

A folder to work in, or only the promise: inside `ending`, SIGTERM and SIGHUP leave as an exception does, with the exit
codes 143 and 129, so that whoever cleans up does. Outside it, and in a program that has handlers of its own, nothing
is changed.
"""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def ending() -> Iterator[None]:
    """Work that cleans up after itself, also when it is told to end."""
    here = threading.current_thread() is threading.main_thread()
    taken = [s for s in _SIGNALS if here and signal.getsignal(s) is signal.SIG_DFL]
    try:
        for number in taken:
            signal.signal(number, _leave)
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards, with all that was put in it."""
    with ending(), tempfile.TemporaryDirectory(prefix="grund.") as place:
        yield Path(place)
