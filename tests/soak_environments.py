"""The same questions in other surroundings: hash seed, locale, time zone, and the version of Python.

    python tests/soak_environments.py --runs 500 --seed 2026

A run is an example of the help, asked as a process of its own in surroundings drawn at random; code and bytes have to
be those of this process. The newest Python of the machine takes part once `make versions` has made its environment.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import command_line  # noqa: E402 - the checkout's own engine, wherever this stands
import days  # noqa: E402
import soaking  # noqa: E402
from soaking import Outcome  # noqa: E402

ZONES: Final = ("UTC", "Europe/Stockholm", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu")
LOCALES: Final = ("C", "C.UTF-8", "sv_SE.UTF-8", "tr_TR.UTF-8", "sv_SE.ISO8859-1", "")
FORMATS: Final = ((), (), ("--format", "json"), ("--format", "csv"), ("--lang", "en"))


@cache
def pythons() -> dict[str, str]:
    """The Pythons that can run the engine, by version: this one, and that of `make versions`."""
    paths = [sys.executable, *map(str, ROOT.glob(".venv-newest/bin/python"))]
    asked = "import sys; print(sys.version.split()[0])"
    return {subprocess.run([path, "-c", asked], check=True, capture_output=True, text=True).stdout.strip(): path
            for path in paths}  # fmt: skip


def batch(size: int, start: int) -> Outcome:
    """Some questions, each in surroundings of its own."""
    dice, failures, counts = random.Random(start), list[str](), Counter[str]()
    asked = list(days.examples())
    for _ in range(size):
        words = [*dice.choice(asked), *dice.choice(FORMATS)]
        version = dice.choice(sorted(pythons()))
        around = {"PYTHONHASHSEED": str(dice.randrange(2**32)), "PYTHONUTF8": dice.choice("01")}
        around |= {"TZ": dice.choice(ZONES), "LC_ALL": dice.choice(LOCALES)}
        here = command_line.run(words)
        there = command_line.process(words, python=pythons()[version], **around)
        counts[f"Python {version}"] += 1
        counts[f"exit {here.code}"] += 1
        if there[:2] != here[:2]:
            failures.append(f"Python {version}, {around}: grund {' '.join(words)}\nexit {there.code}\n{there.talk}")
    return Outcome(size, failures, counts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 5, 500))
