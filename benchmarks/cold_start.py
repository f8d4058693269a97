"""Cold start: where the CPU of one command goes before it answers.

    python benchmarks/cold_start.py [--runs N] [COMMAND …]         (`compare nulage nulage-med-stadsdelslyft`)

Prints the CPU of the command from cold, the time of importing by room and library (`-X importtime`, what each module
takes itself), and what is left: reading files and answering. Each figure is the least of N runs, for others use the
machine too.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

COMMAND: Final = ("compare", "nulage", "nulage-med-stadsdelslyft")
IMPORTED: Final = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")


def main(words: list[str]) -> None:
    """The table."""
    runs, words = (int(words[1]), words[2:]) if words[:1] == ["--runs"] else (5, words)
    command = words or list(COMMAND)
    cold = min(cpu(command) for _ in range(runs))
    took: dict[str, int] = {}
    for _ in range(runs):
        for name, microseconds in imports(command):
            took[name] = min(microseconds, took.get(name, microseconds))
    print(f"grund {' '.join(command)}: {cold * 1000:.0f} ms of CPU from cold, least of {runs} runs")
    libraries = min(cpu((), *LIBRARIES) for _ in range(runs))
    print(f"{libraries * 1000:8.0f} ms  a bare interpreter that imports the libraries")
    floor = min(cpu((), *FLOOR) for _ in range(runs))
    print(f"{floor * 1000:8.0f} ms  the same, and Stockholm's files parsed: nothing checked, no place kept, no answer")
    total = sum(took.values()) / 1000
    print(f"{total:8.0f} ms  importing {len(took)} modules, timed one by one\n")
    by_part: dict[str, list[int]] = defaultdict(list)
    for name, microseconds in took.items():
        by_part[".".join(name.split(".")[: 1 + name.startswith("grund.")])].append(microseconds)
    for part, times in sorted(by_part.items(), key=lambda item: -sum(item[1]))[:20]:
        print(f"{sum(times) / 1000:8.1f} ms  {part} ({len(times)})")


LIBRARIES: Final = ("-c", "import cyclopts, pydantic, orjson, yaml")
"""What a command that reads files needs of others: it cannot take less."""
FLOOR: Final = (
    "-c",
    f"""{LIBRARIES[1]}
import csv
from pathlib import Path
rules, world = Path("rules/stockholm"), Path("scenarios/stockholm")
for path in [*rules.rglob("*.yaml"), world / "world.yaml", world.with_name("stockholm-2026.yaml")]:
    list(yaml.parse(path.read_text(), Loader=yaml.CSafeLoader))
for path in [*rules.glob("*.csv"), *world.rglob("*.csv")]:
    list(csv.reader(path.open()))
""",
)
"""A floor written by hand: the libraries, and the files of the default command in their parsers."""


def cpu(command: Sequence[str], *start: str) -> float:
    """The CPU of the command in a process of its own, in seconds; or of `start`, arguments of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command, *start)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def imports(command: Sequence[str]) -> list[tuple[str, int]]:
    """The modules that the command imports, each with its own time in microseconds."""
    return [(m[2], int(m[1])) for m in IMPORTED.finditer(run(command, "-X", "importtime"))]


def run(command: Sequence[str], *options: str) -> str:
    """What the command writes to standard error; its answer is thrown away."""
    words = [sys.executable, *options, *(("-m", "grund", *command) if command else ())]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=True)
    return done.stderr.decode()


if __name__ == "__main__":
    main(sys.argv[1:])
