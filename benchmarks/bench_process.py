"""Whole processes: what a person at a prompt waits for, as CPU time of the child (user and system, from `wait4`).

CPU time and not the clock: a busy machine changes the second and hardly the first. The floor is the bare interpreter.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from conftest import Row, add

ROOT = Path(__file__).resolve().parents[1]
GROUP = "process, CPU time"
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "python -c 'import yaml'": ("-c", "import yaml"),
    "grund --version": ("-m", "grund", "--version"),
    "grund check": ("-m", "grund", "check"),
    "grund compare fokusomrade stadsdelslyft-ersatter": (
        "-m", "grund", "compare", "fokusomrade", "stadsdelslyft-ersatter",
    ),
}  # fmt: skip


def cpu(words: tuple[str, ...]) -> float:
    """The CPU seconds of one process; its output is thrown away."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(sys.executable, [sys.executable, *words], os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return used.ru_utime + used.ru_stime


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="no wait4 on this system")
@pytest.mark.parametrize("label", COMMANDS)
def test_process(benchmark: BenchmarkFixture, request: pytest.FixtureRequest, label: str) -> None:
    """The clock is in the table, CPU time in extra_info and in the summary."""
    used: list[float] = []
    benchmark.group = GROUP
    benchmark.pedantic(lambda: used.append(cpu(COMMANDS[label])), rounds=7, warmup_rounds=1)
    seconds = statistics.median(used[1:] or used)
    benchmark.extra_info["cpu_ms"] = round(seconds * 1000, 1)
    add(request, Row(GROUP, label, label == "python -c pass", seconds))
