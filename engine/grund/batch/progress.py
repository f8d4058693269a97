"""Progress: a bar on the terminal for work that takes time; nothing where nobody watches.

Stdout is never touched; a bar shows only where stderr is a terminal and the work has taken more than a second, with a
rate and an end time where these can be known; it leaves nothing behind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Final, TypeVar

from .. import batch

T = TypeVar("T")
PATIENCE: Final = 1.0
"""Seconds before a bar shows."""


def one(_: object) -> int:
    """Every item counts as one."""
    return 1


def watched(
    items: Iterable[T], total: Callable[[], int | None], what: str, size: Callable[[T], int] = one
) -> Iterator[T]:
    """The items; how many in all (None: not known), asked only for a bar; `what` they are; what each counts for."""
    with advancing(total, what) as advance:
        for item in items:
            yield item
            advance(size(item))


@contextmanager
def advancing(total: Callable[[], int | None], what: str) -> Iterator[Callable[[int], None]]:
    """A function that is told how many more are done; how many in all as for `watched`."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    started, done = time.monotonic(), 0
    bar: batch.progress_bar.ProgressBar | None = None

    def advance(more: int) -> None:
        nonlocal bar, done
        done += more
        if bar is None and time.monotonic() - started > PATIENCE:
            bar = batch.progress_bar.progress_bar(what, total())
        if bar is not None:
            rate = f"{done / (time.monotonic() - started):,.0f}/s"
            bar[0].update(bar[1], completed=done, rate=rate)

    try:
        yield advance
    finally:
        if bar is not None:
            bar[0].stop()


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A bar without an end, and how long it has been: for work that cannot say how far it has come."""
    if not sys.stderr.isatty():
        yield
        return
    progress: list[batch.progress_bar.Bar] = []
    timer = Timer(PATIENCE, lambda: progress.append(batch.progress_bar.progress_bar(what, None, counted=False)[0]))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        for bar in progress:
            bar.stop()
