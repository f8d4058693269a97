"""A day's work with the program as it is installed: `GRUND_PROGRAM=… python tests/days.py`, which `.ci/versions` runs.

The examples of the help that need no file of one's own give the bytes that this checkout gives, and the three journeys
are made: a new user's, a controller's, a group secretary's. Without GRUND_PROGRAM the checkout itself is tried. Prints
what was done; ends with 1 at the first thing that is otherwise.
"""

from __future__ import annotations

import csv
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import command_line
import journey_controller
import journey_first
import journey_secretary

ANSWERS: Final = {
    *("", "run", "compare", "explain", "near", "sweep", "timeline", "who", "body", "gaps", "goals", "handlingsplan"),
    *("budget", "allocate", "index", "claims", "list", "table", "schema", "problem", "sql", "check", "test"),
}
"""The commands that answer of what is shipped; others ask for a file, a server, a network or a solver."""
OWN: Final = (" -o ", "--input", ".yaml", "--prove")


def examples() -> Iterator[list[str]]:
    """The lines of the help that need nothing but the program."""
    with (command_line.ROOT / "scenarios" / "examples.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["command"] in ANSWERS and not any(word in row["sv"] for word in OWN):
                yield shlex.split(row["sv"])


def day(folder: Path) -> None:
    """The examples and the journeys, in an empty folder."""
    asked = list(examples()) if "GRUND_PROGRAM" in os.environ else []
    for words in asked:
        installed, here = command_line.travelled(words, folder), command_line.run(words)
        if installed[:2] != here[:2] or here.code not in (0, 1):
            talk = f"{installed.talk}{here.talk}"
            raise SystemExit(f"grund {' '.join(words)}: {installed.code}, and {here.code} here\n{talk}")
    print(f"{len(asked)} examples: the bytes of the checkout")
    for journey in (journey_first, journey_controller, journey_secretary):
        home = folder / journey.__name__
        home.mkdir()
        if journey.journey(home) is False:
            raise SystemExit(f"{journey.__name__}: see above")
    print("three journeys made")


if __name__ == "__main__":
    print(os.environ.get("GRUND_PROGRAM", "the checkout"))
    with tempfile.TemporaryDirectory() as temporary:
        day(Path(temporary))
    sys.exit(0)
