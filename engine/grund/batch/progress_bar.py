"""Progress bar: the bar that `progress` shows, of a library that takes its time to load."""

from __future__ import annotations

import os
from typing import TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Bar: TypeAlias = Progress
ProgressBar: TypeAlias = tuple[Bar, TaskID]
"""A bar, and the work that it shows."""


def progress_bar(what: str, total: int | None, counted: bool = True) -> ProgressBar:
    """A bar; without colour where NO_COLOR is set."""
    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")))
    ends = (MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    columns = (BarColumn(), *(ends if counted else (TimeElapsedColumn(),)))
    bar = Progress(TextColumn("{task.description}"), *columns, console=console, transient=True)
    bar.start()
    return bar, bar.add_task(what, total=total, rate="")
