"""Streams: stdin, stdout and stderr as the caller left them.

A stream that the caller has closed is one that nobody reads, and never a fault.
"""

from __future__ import annotations

import os
import sys
from typing import Final

UNREAD: Final = 141
"""The exit code where nobody reads stdout (any more): that of a program ended by SIGPIPE, as a shell gives it."""
STOPPED: Final = 130
"""The exit code of an interruption from the keyboard."""


def opened() -> None:
    """Where the caller has closed a stream: stdin is empty, stdout a pipe that nobody reads, stderr is dropped.

    Otherwise the next file that is opened takes the stream's number, and what is printed is written into it.
    """
    if sys.stdin is None:
        drop(0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    if sys.stdout is None:
        reader, writer = os.pipe()
        os.close(reader)
        if writer != 1:
            os.dup2(writer, 1)
            os.close(writer)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        drop(2)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def drop(number: int) -> None:
    """From here on nothing comes from a stream, and what is written to it is lost."""
    null = os.open(os.devnull, os.O_RDWR)
    if null != number:
        os.dup2(null, number)
        os.close(null)
