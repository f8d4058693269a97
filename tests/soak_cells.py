"""A long agreement of plain and cells: random policies and worlds, with missing values, in every way cells can be cut.

    python tests/soak_cells.py --runs 20000 --seed 2026

prints what it compared. Each policy is asked of each world fourteen times: on areas, and on columns; with its answers
in arrays, told apart by the rules that hold or not, and without arrays; with all rules asked, and those that a cell
leaves open; sharing a cell number, and alone. A difference is made smaller and kept as a case (`found`), and ends the
run with 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

import found
import soaking
import strategies
from case_files import Built, load, text
from grund.engines import decision_cells as cutting
from grund.engines import interpreter
from grund.engines.vectorized import fuse, lookup_table
from grund.model.facts import Area
from grund.problems.problem import GrundError
from soaking import Outcome
from strategies import Sample
from test_cases import decide_areas, decide_columns, frame_of

AREA: Final = Area("a", "del", "a")
WAYS: Final = (
    ("whole", {}),
    ("sparse", {(fuse, "SPLIT"): 0}),
    ("only open rules", {(lookup_table, "MANY"): 0}),
    ("only open rules, sparse", {(lookup_table, "MANY"): 0, (fuse, "SPLIT"): 0}),
    ("told apart by the rules that hold", {(fuse, "SEVERAL"): 0}),
    ("the same, those met alone", {(fuse, "SEVERAL"): 0, (fuse, "WHOLE"): 0}),
    ("alone", {(fuse, "SHARED"): 0}),
)
"""How cells may be cut, by the limits that are changed for it."""


@contextmanager
def changed(limits: Mapping[tuple[object, str], int]) -> Iterator[None]:
    """Other limits, for a while."""
    before = {key: getattr(*key) for key in limits}
    for (module, name), value in limits.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name), value in before.items():
            setattr(module, name, value)


def stopped(error: GrundError) -> bool:
    """Whether two rules conflict, or a derived number lies outside its domain, which every reading must find."""
    return {p.code for p in error.problems} <= {"G317", "G340"}


def compare(built: Built, counts: Counter[str]) -> list[str]:
    """The ways that do not say what plain says."""
    frame = frame_of(built)
    try:
        wanted = {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(frame, "i")}
    except GrundError as error:
        if not stopped(error):
            raise
        wanted = {}
    counts["worlds"] += 1
    counts["stopped"] += not wanted
    counts["decisions"] += len(wanted)
    counts["unknown"] += sum(verdict == "unknown" for verdict, _, _ in wanted.values())
    wrong = []
    for way, limits in WAYS:
        with changed(limits):
            cut = cutting.partition(frame, "i")
            counts["derived columns"] += bool(cut.atoms)
            for where, decide in (("areas", decide_areas), ("columns", decide_columns)):
                try:
                    decided = decide(built, "i")
                except GrundError as error:
                    if not stopped(error):
                        raise
                    decided = {}
                counts["comparisons"] += len(wanted)
                if decided != wanted:
                    wrong.append(f"{where}, {way}")
    return wrong


def soak(start: int, examples: int) -> Counter[str]:
    """As many random policies and worlds, from a seed: what was compared, and how many differed."""
    counts: Counter[str] = Counter(differences=0)

    @seed(start)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(sample=strategies.samples(every_kind=True))
    def run(sample: Sample) -> None:
        try:
            built = load(sample.raw)
        except GrundError as error:
            if {p.code for p in error.problems} != {"G208"}:  # a condition that is too large
                raise
            counts["too large"] += 1
            return
        wrong = compare(built, counts)
        if wrong:
            counts["differences"] += 1
            print("\n".join(wrong), text(sample.raw), sep="\n", file=sys.stderr)

    run()
    if counts["differences"]:
        drawn = found.smallest(
            strategies.samples(every_kind=True), lambda s: bool(compare(load(s.raw), Counter())), start, examples
        )
        print(found.kept(drawn.raw, f"cells_{start}") if drawn else "", file=sys.stderr)
    return counts


def batch(examples: int, start: int) -> Outcome:
    """Some policies and worlds."""
    counts = soak(start, examples)
    differences = ["a difference: see above"] * counts.pop("differences")
    return Outcome(examples, differences, counts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 15, 20_000))
