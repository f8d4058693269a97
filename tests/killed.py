"""Processes killed at random instants, and attacks counted: what the scripts of faults have in common."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from soaking import Outcome

Counts = dict[str, int]


def told_before(words: Sequence[str], seconds: Callable[[], float]) -> list[str]:
    """Every whole line that a script of Python tells; it is killed so many seconds after its first."""
    child = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    first = child.stdout.readline()
    threading.Timer(seconds(), child.kill).start()
    lines = (first + child.stdout.read()).split("\n")[:-1]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL, "it ended by itself"
    return lines


def attacked(attacks: Mapping[str, Callable[[Path], Counts]], bad: Sequence[str]) -> Outcome:
    """Each attack in a folder of its own: a run is what it counts first, a failure what it counts that is bad."""
    runs, failures, all_counts = 0, [], {}
    for name, attack in attacks.items():
        with tempfile.TemporaryDirectory() as folder:
            counts = attack(Path(folder))
        runs += next(iter(counts.values()))
        failures += [f"{name}: {what} {counts[what]}" for what in bad if counts.get(what)]
        all_counts |= {f"{name}: {what}": count for what, count in counts.items()}
    return Outcome(runs, failures, all_counts)
