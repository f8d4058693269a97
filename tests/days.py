"""A day's work with the program as it is installed: `GRUND_PROGRAM=… python tests/days.py`, which `.ci/versions` runs.

The examples of the help that need no file of one's own say what this checkout says, and the three journeys are made: a
new user's, a controller's, a group secretary's. Without GRUND_PROGRAM the checkout itself is tried. Prints what was
done; ends with 1 when all is tried, if anything was otherwise.
"""

from __future__ import annotations

import csv
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
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
OWN: Final = (" -o ", " rules/", "--input", ".yaml", "--prove")


def examples() -> Iterator[list[str]]:
    """The lines of the help that need nothing but the program."""
    with (command_line.ROOT / "scenarios" / "examples.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["command"] in ANSWERS and not any(word in row["sv"] for word in OWN):
                yield shlex.split(row["sv"])


def said(result: command_line.Result) -> str:
    """What a command says, wherever rules that come with the program lie and however that breaks its lines."""
    return re.sub(r"/[^\s·:]*/grund/shipped/", "", "".join(result.text.split()))


def day(folder: Path) -> None:
    """The examples and the journeys, in an empty folder."""
    asked = list(examples()) if "GRUND_PROGRAM" in os.environ else []
    failures = []
    for words in asked:
        installed, here = command_line.travelled(words, folder), command_line.run(words)
        if said(installed) != said(here) or not installed.code == here.code <= 1:
            failures.append(f"grund {' '.join(words)}: {installed.code}, and {here.code} here")
            print(*failures[-1:], *unified_diff(here.text.splitlines(), installed.text.splitlines(), n=0), sep="\n")
            print(installed.talk, here.talk)
    print(f"{len(asked)} examples: {len(failures)} say something else than in the checkout", flush=True)
    for journey in (journey_first, journey_controller, journey_secretary):
        home = folder / journey.__name__
        home.mkdir()
        if journey.journey(home) is False:
            raise SystemExit(f"{journey.__name__}: see above")
    print("three journeys made")
    if failures:
        raise SystemExit("\n".join(failures))


if __name__ == "__main__":
    print(os.environ.get("GRUND_PROGRAM", "the checkout"))
    with tempfile.TemporaryDirectory() as temporary:
        day(Path(temporary))
    sys.exit(0)
