"""Memory of the live city: per area, and after many updates: `python benchmarks/memory_live.py`.

Each row is a process of its own, measured by what it has resident. *Per area* is what a session (or the rete reading
by itself) takes beyond the loaded world, divided by every area of it. *Growth* is what 100 000 updates add: to the rete
reading it must be bounded, since a matcher is made anew after so many facts; a session keeps every fact it was ever
told, for whoever asks what was known, so there it is what a fact takes.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import grund
from growing_city import NAME, POLICY, SIZES, city, reclassifications
from grund.engines import rete
from grund.model.facts import Fact

PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes that this process has in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def memory(size: int) -> tuple[Any, Callable[[Fact], object]]:
    """The rete reading of a city, and how it is told a reclassification."""
    scenario = city(size)
    words, world = scenario.book.vocabulary, scenario.today
    chosen = {name: options[0] for name, options in scenario.tolkning.items()}
    program = rete.compile(words, scenario.policy(POLICY), world, chosen)
    read = [words.attributes[name] for _, name in program.columns if name in words.attributes]
    values = {(a.id, n.id): world.read(a.id, n)[0] for n in read for a in world.areas.values() if a.level in n.levels}
    held = rete.Memory(program, values)
    return held, lambda fact: held.update({(fact.area, NAME): fact.value})


def session(size: int) -> tuple[Any, Callable[[Fact], object]]:
    """A session that `plain` answers alone, every decision made once, and how it is told."""
    held = grund.Session(city(size), policies=[POLICY], matcher="plain")
    held.decisions()
    return held, lambda fact: held.update([fact])


KINDS: Final = {"rete": memory, "session": session}


def child(kind: str, size: int, updates: int) -> dict[str, Any]:
    """What a kind takes on a city, then what some updates add, in five steps."""
    scenario = city(size)
    areas = len(scenario.today.areas)
    before = resident()
    held, tell = KINDS[kind](size)
    with closing(held) if hasattr(held, "close") else held:
        filled = resident()
        found: dict[str, Any] = {"per_area": (filled - before) // areas, "areas": areas, "growth": []}
        facts = reclassifications(scenario)
        for _ in range(5 if updates else 0):
            begun = time.process_time()
            for _ in range(updates // 5):
                tell(next(facts))
            took = (time.process_time() - begun) / (updates // 5)
            found["growth"].append([resident() - filled, took])
    return found


def asked(kind: str, size: int, updates: int) -> dict[str, Any]:
    """The same, in a process of its own."""
    words = [sys.executable, __file__, "--child", kind, str(size), str(updates)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Every size, then the growth."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--areas", type=int, nargs="+", default=SIZES)
    words.add_argument("--updates", type=int, default=100_000)
    words.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.child:
        kind, size, updates = given.child
        print(json.dumps(child(kind, int(size), int(updates))))
        return
    kinds = [kind for kind in KINDS if kind != "rete" or rete.unavailable() is None]
    for size in given.areas:
        for kind in kinds:
            found = asked(kind, size, 0)
            print(
                f"{kind:<8} {size:>7} neighbourhoods, {found['areas']:>7} areas: {found['per_area']:>6} bytes per area"
            )
    for kind in kinds:
        for number, (grown, took) in enumerate(asked(kind, SIZES[0], given.updates)["growth"], 1):
            done = number * given.updates // 5
            print(
                f"{kind:<8} after {done:>7} updates: {grown / 1e6:+8.1f} MB, {took * 1e6:6.0f} us of CPU each",
                flush=True,
            )


if __name__ == "__main__":
    main()
