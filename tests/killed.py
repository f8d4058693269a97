"""Processes killed at random instants, and attacks counted: what the scripts of faults have in common."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

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


def attacked(attacks: Mapping[str, Callable[[Path], Counts]], bad: Sequence[str]) -> int:
    """Each attack in a folder of its own, with its counts on stdout; 1 where something bad was counted."""
    worst = 0
    for name, attack in attacks.items():
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            counts = attack(Path(folder))
        said = ", ".join(f"{what} {count}" for what, count in counts.items())
        print(f"{name}: {said} ({time.monotonic() - begun:.0f} s)", flush=True)
        worst += sum(counts.get(what, 0) for what in bad)
    return int(worst > 0)
