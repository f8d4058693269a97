"""How benchmarks are found, timed and summed up: `make bench`.

Enters: functions to time, each in a group, some of them marked as the group's floor. Leaves: pytest-benchmark's table
and, below it, each row as a multiple of its floor. Promise: nothing here fails because a machine is slow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import pytest
from pytest_benchmark.fixture import BenchmarkFixture


@dataclass(frozen=True, slots=True)
class Row:
    """One timing: seconds for one `unit` of work."""

    group: str
    label: str
    floor: bool
    seconds: float


class Timed(Protocol):
    """Times a function in a group; gives back what the function gave."""

    def __call__(
        self,
        function: Callable[..., Any],
        *args: Any,
        group: str,
        label: str,
        floor: bool = False,
        per: int = 1,
        setup: Callable[[], Any] | None = None,
        rounds: int = 30,
    ) -> Any: ...


ROWS: Final = pytest.StashKey[list[Row]]()


def pytest_configure(config: pytest.Config) -> None:
    """Benchmarks are `bench_*.py`, so that a run of the tests never collects them."""
    config.addinivalue_line("python_files", "bench_*.py")
    config.stash[ROWS] = []


@pytest.fixture
def timed(benchmark: BenchmarkFixture, request: pytest.FixtureRequest) -> Timed:
    """The benchmark fixture, with a group, a floor, and a size of the work.

    `per`: how many units one call does. `setup` gives the arguments of each call and is not timed.
    """

    def run(
        function: Callable[..., Any],
        *args: Any,
        group: str,
        label: str,
        floor: bool = False,
        per: int = 1,
        setup: Callable[[], Any] | None = None,
        rounds: int = 30,
    ) -> Any:
        benchmark.group = group
        benchmark.extra_info.update(floor=floor, per=per)
        if setup is None:
            found = benchmark(function, *args)
        else:
            found = benchmark.pedantic(function, setup=setup, rounds=rounds, warmup_rounds=1)
        if benchmark.stats is not None:  # None with --benchmark-disable
            add(request, Row(group, label, floor, benchmark.stats.stats.median / per))
        return found

    return run


def add(request: pytest.FixtureRequest, row: Row) -> None:
    """A row for the summary."""
    request.config.stash[ROWS].append(row)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Each row per unit of work, and as a multiple of its group's floor."""
    rows = config.stash[ROWS]
    if not rows:
        return
    terminalreporter.section("per unit of work, and against the floor of the group")
    for group in dict.fromkeys(r.group for r in rows):
        mine = [r for r in rows if r.group == group]
        floor = next((r.seconds for r in mine if r.floor), None)
        terminalreporter.write_line(group)
        for row in mine:
            times = f"{row.seconds / floor:10.1f} x" if floor else ""
            terminalreporter.write_line(f"  {row.label:<46}{_said(row.seconds):>12}{times}")


def _said(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-9:.0f} ns"
