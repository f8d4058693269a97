"""One invented policy, decided by grund's cells and by its peers in the same run; and swept.

    python benchmarks/peers.py                 every size, and the table into benchmarks/README.md
    python benchmarks/peers.py --largest 6160  up to a size, printed
    python benchmarks/peers.py --all           and who needs minutes for the most draws, once; the table is written too

The workload is invented, and says so in every table: 20 insatser of four rules each (an enum and a threshold; a truth
and a range of population; a second threshold; an exception for small areas), deciding rule and amount. Every peer's
answers are checked equal to grund's before anything is timed. A peer that is slow is asked up to a size only.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "tests")]

import growth
import peers_others
from case_files import Case, build
from grund.analysis.sensitivity.monte_carlo import Drawn, Varied, draws
from grund.batch import from_numpy
from grund.engines import interpreter, vectorized
from grund.loading.cell_values import Form
from grund.model.expressions import Reference
from peers_workload import CLASSES, INSATSER, Found, areas

SIZES: Final = (8, 117, 6_160, 100_000, 1_000_000)
DRAWS: Final = (100, 1_000, 10_000)
README: Final = Path(__file__).parent / "README.md"
MARKS: Final = ("<!-- peers: begin -->", "<!-- peers: end -->")


# ── grund


def frame(swept: bool = False) -> interpreter.EvalContext:
    """The policy, loaded from rule files as a user's would be; swept: the first threshold of each is a parameter."""
    attributes = {
        "klass": {"type": "klass"}, "program": {"type": "bool"},
        "behov": {"type": "number", "decimals": "2", "min": "0", "max": "20"},
        "arbetslos": {"type": "number", "decimals": "1", "min": "0", "max": "100"},
        "folkmangd": {"type": "number", "min": "0", "max": "100000"},
    }  # fmt: skip
    insatser = {i.id: {"otherwise": "no", "rules": i.rules(swept)} for i in INSATSER}
    parameters = {
        f"t_{i.id}": {
            "type": "number",
            "decimals": "2",
            "min": "0",
            "max": "20",
            "values": [{"value": f"{i.need:.2f}"}],
        }
        for i in INSATSER
    }
    raw = {
        "name": "peers", "note": "", "day": "2026-01-01", "insatser": {i.id: "del" for i in INSATSER},
        "policies": {"p": {"insatser": insatser}},
        "vocabulary": {
            "levels": {"del": {}}, "types": {"klass": {"enum": list(CLASSES), "ordered": "true"}},
            "attributes": attributes, "parameters": parameters if swept else {},
        },
        "world": {"areas": {}},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("peers", raw), Path(folder))
    return interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(built.case.day))


@dataclass
class Grund:
    """The cell reading: the plan made once, its memory used again."""

    held: interpreter.EvalContext
    plan: vectorized.DecisionPlan
    forms: dict[str, Form]
    before: vectorized.Batch | None = None
    said: Any = None

    @classmethod
    def made(cls) -> Grund:
        """Loaded and compiled."""
        held = frame()
        quantity = Reference("folkmangd", held.vocabulary.attributes["folkmangd"].type)
        costs = {i.id: vectorized.Cost(quantity, i.price) for i in INSATSER}
        tables = tuple(vectorized.table(held, i.id) for i in INSATSER)
        forms = {name: Form(attribute.type) for name, attribute in held.vocabulary.attributes.items()}
        return cls(held, vectorized.DecisionPlan(held, tables, costs), forms)

    def columns(self, given: dict[str, Any]) -> dict[str, vectorized.CodedColumn]:
        """The columns as grund is given them: floats and whole numbers, checked and scaled."""
        return from_numpy.columns(given, self.forms, from_numpy.Refusals())

    def decide(self, given: dict[str, Any], reuse: bool = True) -> tuple[vectorized.Batch, Any]:
        """Every answer, the verdicts and the amounts."""
        found = self.plan.decide(self.columns(given), len(given["behov"]), self.before if reuse else None)
        again = self.said if reuse and self.said is not None and self.said.shape == found.numbers.shape else None
        said = found.verdicts(again)
        self.before, self.said = (found, said) if reuse else (None, None)
        return found, said

    def found(self, given: dict[str, Any]) -> Found:
        """The same as every peer gives them."""
        batch, _ = self.decide(given)
        rules = []
        for k, insats in enumerate(INSATSER):
            answers, which = batch.answers(k)
            order = np.array([insats.places[str(rule)] for _, rule, _ in answers], np.int8)
            rules.append(order[which])
        assert batch.amounts is not None
        return Found(np.stack(rules), batch.amounts.copy())


def swept(held: interpreter.EvalContext, given: dict[str, Any], count: int, threads: int = 2) -> Drawn:
    """Every threshold of need drawn anew, in every draw."""
    forms = {name: Form(a.type) for name, a in held.vocabulary.attributes.items()}
    columns = from_numpy.columns(given, forms, from_numpy.Refusals())
    varied = [Varied(f"param.t_{i.id}", i.drawn) for i in INSATSER]
    quantity = Reference("folkmangd", forms["folkmangd"].type)
    costs = {i.id: vectorized.Cost(quantity, i.price) for i in INSATSER}
    rows = len(given["behov"])
    return draws(held, [i.id for i in INSATSER], columns, rows, varied, count, 2026, costs=costs, threads=threads)


# ── the table


def timed(function: Callable[[], object]) -> float:
    """The least of a few rounds, in seconds."""
    return together({"": function})[""]


def together(runs: dict[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """The least of a few rounds of each, in seconds, turn by turn: what else the machine does only adds to it.

    Each turn is a run that is not counted, for the others have had the caches, and then at least a hundredth of a
    second; what takes longer than three seconds is done once.
    """
    took = {name: [_once(run, 1)] for name, run in runs.items()}
    for _ in range(rounds):
        for name, run in runs.items():
            if took[name][0] < 3:
                took[name].append(_once(run, max(1, int(0.01 / _once(run, 1)))))
    return {name: min(each) for name, each in took.items()}


def _once(run: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times


def _lines(head: str, ways: dict[str, dict[int, float | str]], sizes: list[int]) -> list[str]:
    """A table: a row per way, the first of which is the measure of the others."""
    floor: dict[int, Any] = dict(next(iter(ways.values())))
    lines = [f"| {head} | {' | '.join(f'{s:,}' for s in sizes)} |", "|---" * (len(sizes) + 1) + "|"]
    for name, found in ways.items():
        shown = [v if isinstance(v := found[s], str) else f"{_seconds(v)} ({v / floor[s]:,.1f})" for s in sizes]
        lines.append(f"| {' | '.join([name, *shown])} |")
    return lines


def batch_table(largest: int) -> list[str]:
    """Seconds per size, and how many times grund's."""
    sizes = [s for s in SIZES if s <= largest]
    grund = Grund.made()
    ways: list[tuple[str, Callable[[dict[str, Any]], Callable[[], object]], int]] = [
        ("grund, cells, memory used again", lambda g: lambda: grund.decide(g), SIZES[-1]),
        ("grund, cells, fresh memory", lambda g: lambda: grund.decide(g, reuse=False), SIZES[-1]),
    ]
    absent = []
    for peer in peers_others.PEERS:
        made = peer.made()
        if made is None:
            absent.append(peer.name)
            continue
        wanted, found = grund.found(areas(117)), made.found(areas(117))
        assert (wanted.rules == found.rules).all() and (wanted.amounts == found.amounts).all(), peer.name
        ways.append((peer.name, made.run, peer.largest))
    found: dict[str, dict[int, float | str]] = {name: {} for name, _, _ in ways}
    for size in sizes:
        given = areas(size)
        took = together({name: make(given) for name, make, top in ways if size <= top})
        for name, _, top in ways:
            found[name][size] = took.get(name, f"not above {top:,}")
            print(f"{name} {size:,}: {found[name][size]}", file=sys.stderr)
    lines = _lines("areas x 20 insatser", found, sizes)
    return lines + ([f"\nNot installed here: {', '.join(absent)}."] if absent else [])


def sweep_table(largest: int, every_peer: bool = False) -> list[str]:
    """Seconds per number of draws over 6 160 areas, and how many times grund's; `every_peer`: the slow ones too."""
    given, held = areas(6_160), frame(swept=True)
    found = swept(held, given, 100)
    counts = [s for s in DRAWS if s <= largest]
    ways: list[tuple[str, Callable[[int], object], int]] = [
        ("grund, two threads", lambda s: swept(held, given, s), DRAWS[-1]),
        ("grund, one thread", lambda s: swept(held, given, s, 1), DRAWS[-1]),
    ]
    for peer in peers_others.SWEEPS:
        values = {i.id: found.values[f"param.t_{i.id}"] / 100 for i in INSATSER}
        yes, cost = peer.sweep(given, values, 100)
        assert (yes == found.yes).all() and (cost == found.cost).all(), peer.name
        ways.append((peer.name, _drawn(held, given, peer), DRAWS[-1] if every_peer else peer.largest))
    every: dict[str, dict[int, float | str]] = {name: {} for name, _, _ in ways}
    for count in counts:
        took = together({name: partial(run, count) for name, run, top in ways if count <= top}, 2)
        for name, _, top in ways:
            every[name][count] = took.get(name, f"not above {top:,}")
            print(f"{name} {count:,} draws: {every[name][count]}", file=sys.stderr)
    return _lines("draws over 6,160 x 20", every, counts)


def _drawn(held: interpreter.EvalContext, given: dict[str, Any], peer: Any) -> Callable[[int], object]:
    """A peer's sweep over the same values, drawn beforehand."""
    kept: dict[int, dict[str, Any]] = {}

    def run(count: int) -> object:
        if count not in kept:
            drawn = swept(held, given, count).values
            kept[count] = {i.id: drawn[f"param.t_{i.id}"] / 100 for i in INSATSER}
        return peer.sweep(given, kept[count], count)

    return run


def _seconds(took: float) -> str:
    return f"{took * 1e3:,.3g} ms" if took < 1 else f"{took:,.1f} s"


def _versions() -> str:
    said = []
    for name in ("numpy", "polars", "duckdb", "openfisca-core", "zen-engine", "clipspy", "durable-rules"):
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(said)


def report(largest: int, every_peer: bool = False) -> str:
    """Both tables, with where and when."""
    start = time.perf_counter()
    held = frame()
    compile_ = timed(lambda: [vectorized.table(held, i.id) for i in INSATSER])
    grund, given = Grund.made(), areas(largest)
    first = _once(partial(grund.decide, given), 1)
    touched = _once(lambda: [np.full_like(array, 1) for array in _given(grund)], 1)
    batch, sweep = batch_table(largest), sweep_table(DRAWS[-1] if largest >= 6_160 else DRAWS[0], every_peer)
    where = f"{platform.machine()}, {peers_others.processors()} processors, Python {platform.python_version()}"
    return "\n".join([
        f"*An invented workload* ({date.today()}; {where}; {_versions()}). The least of a few rounds, on a machine "
        "that others load too: ratios hold better than seconds. In brackets: times grund's, memory used again.",
        "", *batch, "",
        "A sweep: every insats's threshold of need drawn anew in each draw; areas and öre per draw and insats.",
        "", *sweep, "",
        f"From loaded policy to cells: {_seconds(compile_)}. The first answers for {largest:,} areas, each cell "
        f"that is met filled by the interpreter: {_seconds(first)}; as much new memory, written to once: "
        f"{_seconds(touched)}. "
        f"The whole took {time.perf_counter() - start:,.0f} s.",
    ])  # fmt: skip


def _given(grund: Grund) -> list[Any]:
    """The arrays of the last answers."""
    assert grund.before is not None
    return [grund.before.numbers, grund.before.amounts, grund.said]


def main() -> int:
    """Print the tables; write them where every size was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--all", action="store_true", help="the slow peers too, for the most draws")
    asked = parser.parse_args()
    said = report(asked.largest, asked.all)
    print(said)
    if asked.largest == SIZES[-1]:
        text = README.read_text(encoding="utf-8")
        head, rest = text.split(MARKS[0])
        README.write_text(f"{head}{MARKS[0]}\n{said}\n{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8")
        growth.draw()
    return 0


if __name__ == "__main__":
    sys.exit(main())
