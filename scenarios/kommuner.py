"""Make the invented world of 290 municipalities: as many as Sweden has, with no name or figure of any of them.

    python scenarios/kommuner.py scenarios/kommuner

Leaves: `areas.csv`, `neighbours.csv` and `facts/pahittat.csv` in the folder, the same every time. Promise: everything
is marked as an illustration; municipality 1 is no real municipality, and a neighbour is the next one on a drawn grid.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable
from pathlib import Path

COUNT = 290
"""The number of municipalities is the one thing that is Sweden's."""
WIDE = 17
"""The grid that says who is neighbour to whom has rows of so many."""
SEED = 20260217
UNKNOWN = 23
"""One municipality in so many has no figure for its unemployed."""
DAY = "2026-01-01"


def name(i: int) -> str:
    """The id of a municipality, from 1."""
    return f"k-{i:03d}"


def facts() -> Iterable[tuple[str, str, object]]:
    """Area, attribute and value; a large municipality is rarer than a small one."""
    draw = random.Random(SEED)
    for i in range(1, COUNT + 1):
        people = int(draw.lognormvariate(9.7, 0.9)) + 2000
        yield name(i), "folkmangd", people
        yield name(i), "arbetslosa", int(people * draw.uniform(0.02, 0.09)) if i % UNKNOWN else ""
        yield name(i), "lagutbildade", int(people * draw.uniform(0.05, 0.16))


def neighbours() -> Iterable[tuple[str, str]]:
    """Each pair of the grid, once."""
    for i in range(1, COUNT + 1):
        if i % WIDE and i < COUNT:
            yield name(i), name(i + 1)
        if i + WIDE <= COUNT:
            yield name(i), name(i + WIDE)


def write(path: Path, head: str, rows: Iterable[Iterable[object]]) -> None:
    """A CSV file with its header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head.split(","))
        out.writerows(rows)


def main(folder: Path) -> None:
    """Write the three files."""
    said = ("true", "fiktiv uppgift", "", "")
    areas = ((name(i), "kommun", f"Kommun {i:03d} (påhittad)", *said) for i in range(1, COUNT + 1))
    write(folder / "areas.csv", "id,level,name,illustration,note,source,mark", areas)
    write(
        folder / "neighbours.csv",
        "area,other,illustration,note,source,mark",
        ((a, b, *said) for a, b in neighbours()),
    )
    given = ((a, what, value, DAY, "not_available" if value == "" else "", *said) for a, what, value in facts())
    write(
        folder / "facts" / "pahittat.csv",
        "area,attribute,value,valid_from,missing,illustration,note,source,mark",
        given,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
