"""How large a report is, how long it takes to write, and how soon the page answers a moved threshold.

    python tests/measure_report.py

Enters: the shipped city, and an invented nation of as many areas as Sweden has DeSO (6 160), grown from the project
that `grund init` leaves. Leaves: a table on stdout. *Decisions* is loading and comparing, *after* is all that the
report adds (pictures, reasons, thresholds, the timeline, the page), both in CPU seconds. *To paint* is from a key on
the slider to the frame after it, in Chromium: the median of 15.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grund.analysis.compare.comparison import compare
from grund.loading.scenario import load_scenario
from grund.report.page import page
from grund.report.places import places
from grund.report.request import ReportRequest
from grund.report.sections import report
from pictures import A, B, browser

NATION = 6160


def nation(folder: Path, count: int = NATION) -> Path:
    """An invented world of many areas in the project that `grund init` leaves; gives the project's folder."""
    project = folder / "land"
    subprocess.run([sys.executable, "-m", "grund", "init", str(project)], check=True, stdout=subprocess.DEVNULL)
    world = project / "scenarios" / "exempelstad"
    chance = random.Random(2026)
    cities = [f"stad-{i:03}" for i in range(290)]
    names = [f"omrade-{i:04}" for i in range(count)]
    mark = ["", "", "true"]
    head = ["source", "mark", "illustration"]
    areas = [[c, "stad", f"Stad {c[5:]}", *mark] for c in cities] + [[n, "omrade", f"O {n[7:]}", *mark] for n in names]
    _write(world / "areas.csv", ["id", "level", "name", *head], areas)
    links = [[n, "indelning", cities[i % len(cities)], *mark] for i, n in enumerate(names)]
    _write(world / "part_of.csv", ["area", "hierarchy", "parent", *head], links)
    facts = []
    for name in names:
        people = chance.randrange(500, 4000)
        given = {"invanare": people, "barn": chance.randrange(0, people // 3)}
        given["trygghet"] = chance.choice(["god", "svag", "mycket_svag"])  # type: ignore[assignment]
        facts += [[name, k, v, "2026-01-01", *mark] for k, v in given.items() if chance.random() > 0.03]
    _write(world / "facts" / "omraden.csv", ["area", "attribute", "value", "valid_from", *head], facts)
    return project


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def built(name: str, scenario: str, a: str, b: str) -> tuple[str, bytes]:
    """A report, and a line of the table."""
    start = time.process_time()
    held = load_scenario(scenario)
    found = compare(held, a, b)
    decided = time.process_time()
    data = page(report(ReportRequest(found, places(held), command="grund report")), "sv")
    done = time.process_time()
    count = len(found.sides[0].areas)
    sizes = f"{len(data) / 1000:7.0f} kB {len(gzip.compress(data)) / 1000:5.0f} kB gz"
    return f"{name:8} {count:5} areas {sizes} {decided - start:6.2f} s decisions {done - decided:6.2f} s after", data


def painted(data: bytes, folder: Path) -> str:
    """The time from a key on the slider to the frame after it."""
    file = folder / "r.html"
    file.write_bytes(data)
    with browser() as held:
        tab = held.new_page()
        tab.goto(file.as_uri())
        if not tab.locator("#step").count():
            return "no slider"
        times = tab.evaluate(
            """async () => {
                const range = document.getElementById("step"), out = [];
                for (let i = 0; i < 15; i++) {
                    range.value = i % (+range.max + 1);
                    const start = performance.now();
                    range.dispatchEvent(new Event("input"));
                    await new Promise((r) => requestAnimationFrame(() => setTimeout(r, 0)));
                    out.push(performance.now() - start);
                }
                return out;
            }"""
        )
    return f"{statistics.median(times):5.1f} ms to paint (most {max(times):.1f})"


def main() -> None:
    """The table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for words in (("city", "stockholm-2026", A, B), ("need", "stockholm-2026", "behovsstyrd", A)):
            line, data = built(*words)
            print(line, painted(data, folder))
        os.chdir(nation(folder))
        line, data = built("nation", "exempelstad", "trygghet", "trygghet-barn")
        print(line, painted(data, folder))


if __name__ == "__main__":
    main()
