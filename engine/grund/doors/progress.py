"""Progress: a bar on the terminal for work that takes time; nothing where nobody watches.

Enters: items that are worked through one by one. Leaves: the same items. Promise: stdout is never touched; a bar shows
only where stderr is a terminal and the work has taken more than a second, with a rate and an end time; it leaves
nothing behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

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
    if not sys.stderr.isatty():
        yield from items
        return
    started, done = time.monotonic(), 0
    held: tuple[Progress, TaskID] | None = None
    try:
        for item in items:
            yield item
            done += size(item)
            if held is None and time.monotonic() - started > PATIENCE:
                held = _bar(what, total())
            if held is not None:
                rate = f"{done / (time.monotonic() - started):,.0f}/s"
                held[0].update(held[1], completed=done, rate=rate)
    finally:
        if held is not None:
            held[0].stop()


def _bar(what: str, total: int | None) -> tuple[Progress, TaskID]:
    """A bar; without colour where NO_COLOR is set."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")))
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    bar = Progress(TextColumn("{task.description}"), *columns, console=console, transient=True)
    bar.start()
    return bar, bar.add_task(what, total=total, rate="")
