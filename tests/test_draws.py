"""Draws, held to plain: every draw of random policies decided once more, area by area."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import strategies
from case_files import Case, build, text
from grund.analysis.sensitivity import monte_carlo as drawing
from grund.analysis.sensitivity.monte_carlo import Varied, draws
from grund.analysis.sensitivity.passes import Field, Passed
from grund.analysis.sensitivity.rank_breakpoints import Ranked
from grund.engines import interpreter, vectorized
from grund.language.intervals import scaled, unscaled
from grund.model.decisions import VERDICTS, Trace
from grund.model.expressions import Reference
from grund.problems.problem import GrundError
from soak_cells import AREA
from strategies import Sample
from test_properties import FEWER
from test_sweep import small, with_value

ROWS = 5


def columns_of(frame: interpreter.EvalContext, rng: np.random.Generator) -> dict[str, vectorized.CodedColumn]:
    """Random columns for all that an area is told of, a quarter of it missing."""
    words = frame.vocabulary
    told: list[Any] = [a for a in words.attributes.values() if "del" in a.levels]
    told += [d for d in words.derived.values() if "del" in d.levels and not d.local]
    found = {}
    for each in told:
        kind = each.type
        if kind.kind in ("bool", "enum"):
            values = rng.integers(1, 3 if kind.kind == "bool" else len(kind.members) + 1, ROWS)
        elif kind.kind == "date":
            values = rng.integers(739_000, 739_900, ROWS)
        else:
            low, high = (int(end.scaleb(kind.decimals)) for end in (kind.low, kind.high))
            values = rng.integers(max(low, -60), min(high, 60) + 1, ROWS)
        found[each.id] = vectorized.CodedColumn(values, rng.random(ROWS) > 0.25)
    return found


def once(
    frame: interpreter.EvalContext, columns: dict[str, vectorized.CodedColumn], row: int, noise: dict[str, int]
) -> str:
    """One row in one draw, by plain."""
    frame.cells.clear()
    words = frame.vocabulary
    for name, column in columns.items():
        kind = (words.attributes.get(name) or words.derived[name]).type
        value: Any = None
        whole = int(column.values[row])
        if column.known is None or column.known[row]:
            if kind.kind == "bool":
                value = whole == 2
            elif kind.kind == "enum":
                value = kind.members[whole - 1]
            else:
                low, high = (scaled(end, kind) if kind.kind == "number" else int(end) for end in (kind.low, kind.high))
                value = unscaled(min(max(whole + noise[name], low), high) if name in noise else whole, kind)
        frame.cells[name, AREA.id] = Trace(Reference(name, kind), value)
    return interpreter.decide(frame, "i", AREA).verdict


def whole(low: int, high: int) -> Any:
    """Whole numbers, drawn alike."""
    return lambda rng, shape: rng.integers(low, high + 1, shape)


@pytest.mark.slow
@FEWER
@given(
    sample=strategies.samples(parameter=True).filter(lambda s: "param.g" in str([s.raw["rules"], s.raw["derived"]])),
    start=st.integers(0, 1000),
    noisy=st.sampled_from((None, False, True)),
    ways=st.sampled_from((True, True, False)),
)
def test_every_draw_is_what_plain_says(sample: Sample, start: int, noisy: bool | None, ways: bool) -> None:
    """A parameter drawn, and a number with noise, common or each area's own: counts, cost and reached, by hand."""
    note("a case for tests/cases:\n" + text(sample.raw))
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("found", sample.raw), Path(folder))
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(built.case.day))
    rng = np.random.default_rng(start)
    columns = columns_of(frame, rng)
    varied = [Varied("param.g", whole(-20, 20))]
    varied += [] if noisy is None else [Varied("n", whole(-9, 9), each=noisy)]
    costs = {"i": vectorized.Cost(Reference("n", frame.vocabulary.attributes["n"].type), 100)}
    count = 12
    field = Field(frame, columns, ROWS, {v.name: drawing._domain(frame, v.name) for v in varied})
    noise = [drawing._drawn(field, v, k, range(1), start) for k, v in enumerate(varied)]
    held = frame.policy.parameters["g"]
    wanted, conflict = np.zeros((count, ROWS), int), False
    for d in range(count):
        moved = replace(frame, policy=with_value(frame.policy, held, int(noise[0][d])), cells={})
        for row in range(ROWS):
            extra = {} if noisy is None else {"n": int(noise[1][d, row] if noisy else noise[1][d])}
            try:
                wanted[d, row] = VERDICTS.index(once(moved, columns, row, extra))  # type: ignore[arg-type]
            except GrundError:
                conflict = True
    with pytest.MonkeyPatch.context() as patch:
        if not ways:
            patch.setattr(drawing, "ranked", lambda *_: None)
        try:
            found = draws(frame, ["i"], columns, ROWS, varied, count, start, costs=costs, reached=True)
        except GrundError as error:
            if not conflict or error.problems[0].code != "G317":
                raise
            return
    if conflict:
        return
    n = columns["n"]
    assert n.known is not None
    price = np.where(n.known, n.values, 0) * 100
    yes = wanted == 0
    assert found.yes[:, 0].tolist() == yes.sum(axis=1).tolist()
    assert found.unknown[:, 0].tolist() == (wanted == 2).sum(axis=1).tolist()
    assert found.cost[:, 0].tolist() == (yes @ price).tolist()
    assert found.reached is not None and found.reached[0].tolist() == yes.sum(axis=0).tolist()
    assert found.unpriced == (int((~n.known).sum()),)


@pytest.mark.parametrize(
    ("when", "way"),
    [
        ("x >= param.g", Ranked),
        ("x >= param.g and x < param.g + 10", Ranked),
        ("param.g > 40", Passed),
        ("x >= param.g or x + param.g > 50", Passed),
        ("x > 3", Ranked),
    ],
)
def test_which_way_is_taken(when: str, way: type) -> None:
    """One score that meets thresholds is ranked; what mixes the two, or reads no area, is passed over."""
    built = small(when, ["1"])
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(built.case.day))
    field = Field(frame, {"x": vectorized.CodedColumn(np.arange(5))}, 5, {"param.g": (0, 100)})
    made, _ = drawing._prepared(field, "i", [Varied("param.g", whole(0, 9))], None)
    assert isinstance(made, way)


def test_a_cost_does_not_read_what_is_drawn() -> None:
    """A quantity that reads a parameter which varies is refused by name; one that does not is counted."""
    raw = {
        "name": "cost", "note": "", "day": "2026-01-01", "otherwise": "no", "world": {"areas": {}},
        "vocabulary": {
            "levels": {"del": {}}, "attributes": {"x": {"type": "number", "min": "0", "max": "9"}},
            "parameters": {"g": {"min": "0", "max": "9", "values": [{"value": "5"}]}},
        },
        "rules": [{"id": "r", "when": "x >= param.g", "then": "yes"}],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("cost", raw), Path(folder))
    frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], built.facts.at(built.case.day))
    x, g = Reference("x", frame.vocabulary.attributes["x"].type), frame.policy.parameters["g"]
    columns = {"x": vectorized.CodedColumn(np.array([0, 9]))}
    asked = (frame, ["i"], columns, 2, [Varied("param.g", whole(1, 9))], 4, 1)
    assert (
        draws(*asked, costs={"i": vectorized.Cost(x, (Fraction(1, 3), Fraction(1, 2)))}).cost.tolist() == [[3 + 5]] * 4
    )
    with pytest.raises(GrundError, match=r"G544.*param\.g"):
        draws(*asked, costs={"i": vectorized.Cost(Reference("param.g", g.type), 100)})
