"""The cell reading's own promises; that it means what plain means is held by the cases and the agreement test, on
areas and on columns, whole and otherwise (`soak_cells.py` runs more of them).
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings

import grund
import soak_cells
from case_files import Built, Case, build, decided_by_cells
from case_files import cases as every_case
from command_line import load_afresh
from grund.budgeting.policy_budgets import budget
from grund.engines import interpreter, vectorized
from grund.engines.decision_cells import Axis, partition
from grund.engines.run import frame_of
from grund.engines.vectorized import batch, encode, fuse, lookup_table, number_answers
from grund.language.intervals import unscaled
from grund.model.decisions import Trace
from grund.model.expressions import Reference, number
from grund.model.scenario import Scenario
from towns import town, towns

SCHOOL: Final = "insats-skola (lyft_utbredning=utsatta)"
"""What the columns of an insats are headed, decided in one reading of what the lift covers."""


@pytest.fixture(scope="module")
def stockholm() -> Scenario:
    """The shipped scenario."""
    return grund.load(tolkning={"lyft_utbredning": ("utsatta",)})


def test_an_interval_holds_its_representative_and_its_ends() -> None:
    """Half-open intervals of whole smallest units: 1.5 cuts between 1.4 and 1.5."""
    axis = Axis("m", number(1, 0, 50), (15, 20))
    assert axis.size == 4
    assert [axis.representative(c) for c in range(axis.size)] == [None, Decimal("1.4"), Decimal("1.5"), Decimal("2.0")]
    values = [None, Decimal("1.4"), Decimal("1.5"), Decimal("1.9"), Decimal("2"), Decimal("50")]
    assert [vectorized.code(axis, value) for value in values] == [0, 1, 2, 2, 3, 3]
    held = vectorized.Rows(None, {"m": vectorized.column(axis.type, values)}, len(values))  # type: ignore[arg-type]
    assert encode.Coded(Reference("m", axis.type), axis).codes(held).tolist() == [0, 1, 2, 2, 3, 3]
    assert unscaled(15, axis.type) == Decimal("1.5")


@pytest.mark.slow
def test_every_policy_on_the_city(stockholm: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every insats of every shipped policy under every tolkning: as plain, with all rules asked or those open."""
    compared = 0
    for policy in stockholm.policies.values():
        for name, ruling in policy.rulings.items():
            for reading in stockholm.readings([ruling]):
                frame = frame_of(stockholm, policy, reading)
                wanted = {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(frame, name)}
                assert decided_by_cells(frame, name) == wanted
                with monkeypatch.context() as patch:
                    patch.setattr(lookup_table, "MANY", 0)
                    assert decided_by_cells(frame, name) == wanted
                compared += len(wanted)
    assert compared > 5_000


def test_a_cell_is_filled_once(stockholm: Scenario) -> None:
    """A second look asks plain nothing: the answers are those already found."""
    policy = stockholm.policy("stadsdelslyft")
    frame = frame_of(stockholm, policy, stockholm.readings(policy.rulings.values())[0])
    held = vectorized.table(frame, "insats-skola")
    plan = vectorized.DecisionPlan(frame, (held,))
    columns = {axis.name: vectorized.CodedColumn(np.arange(6) % axis.size) for axis in held.cells.axes}
    first = plan.decide(columns, 6)
    asked = len(held.frame.cells)
    held.frame.cells.clear()
    again = plan.decide(columns, 6)
    assert asked and not held.frame.cells
    assert (first.numbers == again.numbers).all()
    assert partition(frame, "insats-skola") == held.cells


@pytest.mark.slow
def test_random_policies() -> None:
    """The short form of the soak: plain = cells on areas and columns, whole, sparse and wide."""
    counts = soak_cells.soak(2026, 100)
    assert counts["differences"] == 0
    assert counts["derived columns"] and counts["decisions"] > 150


@pytest.mark.slow
def test_every_case_however_it_is_cut(tmp_path: Path) -> None:
    """What can be decided of every case, on areas and on columns: whole, sparse, of open rules, and sharing nothing."""
    counts: Counter[str] = Counter()
    for k, case in enumerate(every_case()):
        if case.get("expect") and case.policy == "p" and not case.get("tolkning"):
            built = build(case, tmp_path / str(k))
            if "i" in built.book.policies["p"].rulings:
                assert soak_cells.compare(built, counts) == [], case.id
    assert counts["worlds"] > 100 and counts["derived columns"]


# ── widths, blocks, threads


def many(rules: int, when: str) -> Built:
    """As many rules, each asking something else of twelve numbers."""
    names = [f"x{i}" for i in range(12)]
    raw = {
        "name": "many", "note": "", "day": "2026-01-01",
        "vocabulary": {"levels": {"del": {}}, "attributes": {
            n: {"type": "number", "min": "0", "max": "100"} for n in names}},
        "world": {"areas": {}},
        "rules": [
            {"id": f"r{i:02}", "then": "yes", "when": when.format(i=i, a=names[i % 12], b=names[(i * 5 + 3) % 12])}
            for i in range(rules)
        ],
        "otherwise": "no",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        return build(Case("many", raw), Path(folder))


def framed(built: Built) -> interpreter.EvalContext:
    """The frame of a case."""
    world = built.facts.at(built.case.day, built.case.known)
    return interpreter.frame(built.book.vocabulary, built.book.policies["p"], world)


def drawn(rows: int, missing: float = 0.1) -> dict[str, vectorized.CodedColumn]:
    """Twelve columns of numbers."""
    rng = np.random.default_rng(1)
    return {f"x{i}": vectorized.CodedColumn(rng.integers(0, 101, rows), rng.random(rows) >= missing) for i in range(12)}


def by_plain(
    frame: interpreter.EvalContext, columns: dict[str, vectorized.CodedColumn], row: int, insats: str = "i"
) -> tuple[str, str | None, frozenset[str]]:
    """One row, decided by plain."""
    area = soak_cells.AREA
    frame.cells.clear()
    for name, column in columns.items():
        kind, held = frame.vocabulary.attributes[name].type, int(column.values[row])
        coded = kind.kind in ("bool", "enum")
        known = held > 0 if coded else column.known is None or bool(column.known[row])
        value = unscaled(held, kind) if not coded else held == 2 if kind.kind == "bool" else kind.members[held - 1]
        frame.cells[name, area.id] = Trace(Reference(name, kind), value if known else None)
    said = interpreter.decide(frame, insats, area)
    return said.verdict, said.rule, said.missing


@pytest.mark.parametrize("rules", [8, 45])
def test_a_table_that_would_grow_too_large_is_answered_by_the_rules_that_hold(rules: int) -> None:
    """Twelve names cut into pieces are some 10^12 cells; no matter."""
    frame = framed(many(rules, "{a} > {i} and {b} < 90"))
    held = vectorized.table(frame, "i")
    assert held.cells.size > fuse.SPLIT
    columns = drawn(300, 0.6)
    answers, which = vectorized.DecisionPlan(frame, (held,)).decide(columns, 300).answers(0)
    for row in range(0, 300, 7):
        assert answers[which[row]] == by_plain(frame, columns, row)


@pytest.mark.slow
def test_more_answers_than_a_byte_has_room_for() -> None:
    """Seventy rules decide, each for some rows: the numbers grow to two bytes, and say the same."""
    frame = framed(many(70, "{a} = {i}"))
    columns = drawn(20_000, 0.01)
    found = vectorized.DecisionPlan(frame, (vectorized.table(frame, "i"),)).decide(columns, 20_000)
    assert found.numbers.dtype == np.uint16
    answers, which = found.answers(0)
    for row in range(0, 20_000, 1_777):
        assert answers[which[row]] == by_plain(frame, columns, row)


def test_a_conflict_names_its_row() -> None:
    """Two rules of opposite outcome: the row where both are active, and nothing is decided."""
    built = many(2, "{a} > 90")
    ruling = built.book.policies["p"].rulings["i"]
    first, second = ruling.rules
    torn = replace(ruling, rules=(first, replace(second, then="no")))
    policy = replace(built.book.policies["p"], rulings={"i": torn})
    frame = interpreter.frame(built.book.vocabulary, policy, built.facts.at(built.case.day))
    columns = {f"x{i}": vectorized.CodedColumn(np.array([0] * 20_000 + [95, 0])) for i in range(12)}
    with pytest.raises(grund.GrundError, match=r"G317.*20000"):
        vectorized.DecisionPlan(frame, (vectorized.table(frame, "i"),)).decide(columns, 20_002)
    later = {n: vectorized.CodedColumn(np.concatenate([c.values, np.full(90_000, 96)])) for n, c in columns.items()}
    for _ in range(5):  # the first block of rows with one, whichever thread comes to it first
        with pytest.raises(grund.GrundError, match=r"G317.*2000\d\b"):
            vectorized.DecisionPlan(frame, (vectorized.table(frame, "i"),)).decide(later, 110_002, threads=3)


@pytest.mark.slow
def test_blocks_threads_and_old_memory_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same numbers and amounts in blocks of 97 rows, in three threads, and over an earlier result."""
    frame = framed(many(9, "{a} > {i} and {b} < 90"))
    columns = drawn(60_001)
    kind = frame.vocabulary.attributes["x3"].type
    costs = {"i": vectorized.Cost(Reference("x3", kind), 1250)}
    plan = vectorized.DecisionPlan(frame, (vectorized.table(frame, "i"),), costs)
    first = plan.decide(columns, 60_001, threads=1)
    assert first.amounts is not None
    yes = first.verdicts()[0] == 0
    known = columns["x3"].known
    assert known is not None
    there = np.where(yes, np.where(known, columns["x3"].values * 1250, vectorized.NO_AMOUNT), 0)
    wanted = np.where(first.verdicts()[0] == 2, vectorized.NO_AMOUNT, there)
    assert (first.amounts[0] == wanted).all()
    second = plan.decide(columns, 60_001, threads=3)
    over = plan.decide(columns, 60_001, second)
    assert over.numbers is second.numbers and over.amounts is second.amounts
    monkeypatch.setattr(batch, "BLOCK", 97)
    monkeypatch.setattr(batch, "LARGEST", 97)
    small = plan.decide(columns, 60_001)
    for each in (over, small):
        assert each.amounts is not None
        assert (each.numbers == first.numbers).all() and (each.amounts == first.amounts).all()
    assert vectorized.DecisionPlan(frame, (vectorized.table(frame, "i"),)).decide(columns, 60_001, over).amounts is None


CONDITIONS = (
    "p and x != {a}", "k >= e{e} or not p", "k in (e{e}, ingen) and p", "k = e{e} or p is missing",
    "x > {a} and y < {b}.5", "y between {a} and {c} or k = e{e}", "stor >= {c}000000 or stor < -{b}000",
    "dag >= 19{c}-06-01 or k >= e{e}", "x + y > {c}", "not p or dag < 20{a}-01-01", "x is missing or stor > {a}",
    "mork > {a}",
)  # fmt: skip
"""Over a number, one with decimals, one whose cuts lie far apart, a date, an enum, a bool; `mork` has no column."""


def mixed(count: int, conditions: tuple[str, ...]) -> interpreter.EvalContext:
    """As many insatser of two rules each."""
    rng = np.random.default_rng(count)
    ends = {"a": (10, 40), "b": (0, 50), "c": (50, 99), "e": (0, 3)}
    rules = [
        [
            {
                "id": f"r{k}-{j}",
                "then": "yes",
                "when": str(rng.choice(conditions)).format(**{n: rng.integers(*both) for n, both in ends.items()}),
            }
            for j in range(2)
        ]
        for k in range(count)
    ]
    numbers: dict[str, Any] = {"x": {"min": "0", "max": "100"}, "y": {"min": "0", "max": "100", "decimals": "1"}}
    numbers |= {"stor": {"min": "-1000000", "max": "99000000"}, "mork": {"min": "0", "max": "100"}}
    others = {"k": {"type": "klass"}, "p": {"type": "bool"}, "dag": {"type": "date"}}
    raw = {
        "name": "mixed", "note": "", "day": "2026-01-01", "world": {"areas": {}},
        "insatser": {f"i{k}": "del" for k in range(count)},
        "policies": {"p": {"insatser": {f"i{k}": {"otherwise": "no", "rules": rules[k]} for k in range(count)}}},
        "vocabulary": {
            "levels": {"del": {}}, "types": {"klass": {"enum": ["ingen", "e0", "e1", "e2"], "ordered": "true"}},
            "attributes": {n: {"type": "number", **said} for n, said in numbers.items()} | others,
        },
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        return framed(build(Case("mixed", raw), Path(folder)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("conditions", "limits"),
    [
        (CONDITIONS[:4], {}),
        (CONDITIONS, {}),
        (CONDITIONS, {(fuse, "SHARED"): 200, (number_answers, "VALUED"): 0, (number_answers, "JOINT"): 0}),
        (CONDITIONS, {(fuse, "SHARED"): 1, (number_answers, "VALUED"): 1 << 18, (number_answers, "JOINT"): 8}),
    ],
    ids=["one number", "several", "by code", "alone"],
)
def test_many_insatser_decided_together(conditions: tuple[str, ...], limits: dict[tuple[Any, str], int]) -> None:
    """Sixty that share cell numbers, look-ups and sums: each is what it is by itself, and what plain says."""
    frame, rows = mixed(60, conditions), 3_000
    rng = np.random.default_rng(5)
    ends = {"x": (0, 101), "y": (0, 1001), "stor": (-(10**6), 99 * 10**6), "dag": (700_000, 750_000)}
    columns = {n: vectorized.CodedColumn(rng.integers(*both, rows), rng.random(rows) > 0.1) for n, both in ends.items()}
    columns |= {
        n: vectorized.CodedColumn(rng.integers(0, size, rows).astype(np.int8)) for n, size in (("k", 5), ("p", 3))
    }
    with soak_cells.changed(limits):
        plan = vectorized.DecisionPlan(frame, tuple(vectorized.table(frame, f"i{k}") for k in range(60)))
    if conditions is CONDITIONS:
        assert len(plan.arranged.numberings) > 1
    else:
        assert max(len(group.words) for group in plan.arranged.numberings[0].groups) > 1
    found = plan.decide(columns, rows)
    for k in range(60):
        answers, which = found.answers(k)
        alone, place = (
            vectorized.DecisionPlan(frame, (vectorized.table(frame, f"i{k}"),)).decide(columns, rows).answers(0)
        )
        assert [answers[i] for i in which] == [alone[i] for i in place]
        for row in range(k, rows, 911):
            assert answers[which[row]] == by_plain(frame, columns, row, f"i{k}"), (k, row)
    for start in range(0, rows, 30):  # a few rows at a time, which are listed or not
        part = slice(start, start + 30)
        few = {name: column.rows(part) for name, column in columns.items()}
        listed = {name: vectorized.FewColumn(_listed(column)) for name, column in few.items()}
        for some in (few, listed, dict(reversed(few.items()))):
            assert (plan.decide(some, 30).numbers == found.numbers[:, part]).all()


def _listed(column: vectorized.CodedColumn) -> list[int | None]:
    """A column's numbers, None where one is missing."""
    known = np.ones(len(column), bool) if column.known is None else column.known
    return [number if there else None for number, there in zip(column.values.tolist(), known, strict=True)]


# ── columns in, results out


WORDS = {"klassning": ["utsatt", "ingen", None], "omfattas_fokus_jarva": [True, False, False]}
TABLES: dict[str, Any] = {
    "numpy": lambda: {
        "klassning": np.array(["utsatt", "ingen", ""]), "omfattas_fokus_jarva": np.array([True, False, False])},
    "places": lambda: {"klassning": np.array([1, 0, -1], np.int8), "omfattas_fokus_jarva": np.array([1, 0, 0], bool)},
    "masked": lambda: {
        "klassning": np.ma.array(["utsatt", "ingen", "ingen"], mask=[0, 0, 1]),
        "omfattas_fokus_jarva": np.array([True, False, False])},
    "lists": lambda: WORDS,
    "arrow": lambda: pa.table(WORDS),
    "dictionary": lambda: pa.table(WORDS | {"klassning": pa.array(WORDS["klassning"]).dictionary_encode()}),
    "pandas": lambda: pd.DataFrame(WORDS),
    "category": lambda: pd.DataFrame(WORDS).astype({"klassning": "category"}),
    "polars": lambda: pl.DataFrame(WORDS),
    "chunks": lambda: pa.concat_tables([pa.table(WORDS).slice(0, 1), pa.table(WORDS).slice(1)]),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_columns_of_every_kind(kind: str, stockholm: Scenario) -> None:
    """The same answers whatever library the columns come from."""
    found = grund.decide(stockholm, "stadsdelslyft", TABLES[kind]())
    answers, which = found["insats-skola"].answers()
    assert [answers[i] for i in which] == [
        ("yes", "lyft-skola-jarva", frozenset()), ("no", "otherwise", frozenset()),
        ("unknown", None, frozenset({"klassning"})),
    ]  # fmt: skip
    assert found["insats-skola"].counts == {"yes": 1, "no": 1, "unknown": 1}
    table = found.to_arrow()
    assert table[f"{SCHOOL}.verdict"].to_pylist() == ["yes", "no", "unknown"]
    assert table[f"{SCHOOL}.rule"].to_pylist() == ["lyft-skola-jarva", "otherwise", None]
    assert table[f"{SCHOOL}.missing"].to_pylist() == [None, None, "klassning"]
    assert table.to_pandas()[f"{SCHOOL}.verdict"].tolist() == ["yes", "no", "unknown"]
    assert pl.from_arrow(table)[f"{SCHOOL}.verdict"].to_list() == ["yes", "no", "unknown"]  # type: ignore[index]


def test_floats_are_the_decimals_they_are_nearest_to(stockholm: Scenario) -> None:
    """1.2 is not below itself; what has too many decimals, or lies outside, is said with its row, all at once."""
    for values in (np.array([1.2, np.nan]), pa.array([1.2, None]), pa.array([Decimal("1.2"), None])):
        found = grund.decide(stockholm, "behovsstyrd", {"cni": values})
        assert found["insats-skola"].counts["unknown"] == 2
    for values in (np.array([1.23456, 99, 1.5]), pa.array([1.23456, 99, 1.5])):
        with pytest.raises(grund.GrundError) as refused:
            grund.decide(stockholm, "behovsstyrd", {"cni": values})
        assert [(p.code, p.place and p.place.file) for p in refused.value.problems] == [
            ("G404", "[0]"),
            ("G403", "[1]"),
        ]


def test_what_does_not_fit_is_refused(stockholm: Scenario) -> None:
    """Unequal lengths, a word that is no member, a place outside the enum, numbers for truth."""
    for columns, code in (
        ({"klassning": np.array([1]), "cni": np.array([1.0, 2.0])}, "G545"),
        ({"klassning": np.array(["utsat"])}, "G402"),
        ({"klassning": np.array([9])}, "G402"),
        ({"omfattas_fokus_jarva": np.array([1.0])}, "G402"),
        ({"omfattas_fokus_jarva": ["kanske"]}, "G402"),
    ):
        with pytest.raises(grund.GrundError) as refused:
            grund.decide(stockholm, "stadsdelslyft", columns)
        assert refused.value.problems[0].code == code


def test_nothing_in_nothing_out(stockholm: Scenario) -> None:
    """No rows, and no columns at all."""
    assert grund.decide(stockholm, "stadsdelslyft", {"klassning": np.array([], np.int8)})["insats-skola"].counts == {
        "yes": 0, "no": 0, "unknown": 0,
    }  # fmt: skip
    assert grund.decide(stockholm, "stadsdelslyft", {}).rows == 0


def test_a_tolkning_read_on_the_columns_is_asked_in_each_choice(stockholm: Scenario) -> None:
    """A given derived column leaves no question open; its parts do."""
    given = grund.decide(stockholm, "fokusomrade", {"i_fokusomrade": np.array([True])})
    parts = grund.decide(stockholm, "fokusomrade", {"fokusomrade": pa.array(["jarva"])})
    assert all(q.reading == () for q in given.questions)
    assert {q.reading for q in parts.questions} >= {
        (("fokusomrade_jarva", "vid"),), (("fokusomrade_jarva", "snav"),)}  # fmt: skip


def test_costs_are_exact(stockholm: Scenario) -> None:
    """A quantity times a price in whole öre; unknown where it or the decision is, 0 where nothing is given."""
    kind = stockholm.book.vocabulary.attributes["befolkning"].type
    costs = {"insats-skola": grund.Cost(Reference("befolkning", kind), 12_345_678)}
    columns = TABLES["arrow"]().append_column("befolkning", pa.array([99_999, 5, 7]))
    found = grund.decide(stockholm, "stadsdelslyft", columns, costs=costs)
    assert found["insats-skola"].amounts.tolist() == [99_999 * 12_345_678, 0, None]
    columns = TABLES["arrow"]().append_column("befolkning", pa.array([None, 5, 7], pa.int64()))
    found = grund.decide(stockholm, "stadsdelslyft", columns, costs=costs)
    assert found["insats-skola"].amounts.tolist() == [None, 0, None]
    assert found.to_arrow()[f"{SCHOOL}.amount"].to_pylist() == [None, 0, None]
    with pytest.raises(grund.GrundError, match="G546"):
        grund.decide(stockholm, "stadsdelslyft", columns, costs={
            "insats-skola": grund.Cost(Reference("befolkning", kind), 10**16)})  # fmt: skip


@pytest.mark.parametrize("missing", [(), ("x",), ("k", "p")])
@pytest.mark.parametrize("other", [{}, {"i0": "stor"}], ids=["count one column", "count two"])
def test_a_few_rows_cost_what_they_do_among_many(other: dict[str, str], missing: tuple[str, ...]) -> None:
    """Priced once for each cell where all insatser count one column; else, and where a value is missing, anew."""
    frame, rows = mixed(12, CONDITIONS[:4]), 64
    kinds = frame.vocabulary.attributes
    counted = {f"i{k}": "x" for k in range(12) if k % 5} | other
    costs = {i: vectorized.Cost(Reference(n, kinds[n].type), 1_000 + int(i[1:])) for i, n in counted.items()}
    plan = vectorized.DecisionPlan(frame, tuple(vectorized.table(frame, f"i{k}") for k in range(12)), costs)
    rng = np.random.default_rng(8)
    columns = {
        n: vectorized.CodedColumn(rng.integers(*both, rows), rng.random(rows) > 0.2 if n in missing else None)
        for n, both in {"x": (0, 101), "stor": (-9, 9), "k": (1, 5), "p": (1, 3)}.items()
    }
    many = plan.decide(columns, rows)
    assert many.amounts is not None
    for start in range(0, rows, 8):
        part = slice(start, start + 8)
        few = plan.decide({n: vectorized.FewColumn(_listed(c.rows(part))) for n, c in columns.items()}, 8)
        assert few.amounts is not None and (few.amounts == many.amounts[:, part]).all()
    priced = plan.arranged.few_of(frame, tuple(columns), plan.prices).priced
    assert missing or bool(priced) is not bool(other)


AMOUNTS: dict[str, Any] = {
    "areas": {f"a{i}": {"district": "d1", "folk": f, "behov": b} for i, (f, b) in enumerate(
        [(1001, "true"), (1001, "false"), (1001, None), (None, "true"), (0, "true")])},
    "costs": {
        "anlaggning": {"quantity": "1", "per": "area", "price": "100.01", "once": "0.5", "ramp": ["0.3"], "key": None},
        "besok": {"quantity": "folk", "per": "area", "price": "10.00", "once": "0.00", "ramp": [], "key": None},
        "cirkel": {"quantity": "folk / 7", "per": "area", "price": "99999.99", "once": "5", "ramp": [], "key": {
            "namnd": 2, "grupp": 1}},
    },
    "index": "102.5",
}  # fmt: skip
PER_BODY = {**AMOUNTS, "costs": {**AMOUNTS["costs"], "besok": {**AMOUNTS["costs"]["besok"], "per": "body"}}}
UNPRICED = {**AMOUNTS, "costs": {**AMOUNTS["costs"], "cirkel": {**AMOUNTS["costs"]["cirkel"], "price": None}}}


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@example(AMOUNTS)
@example(PER_BODY)
@example(UNPRICED)
@given(towns())
def test_amounts_are_those_of_the_budget(held: dict[str, Any]) -> None:
    """Every area and insats of a random town: the sum of its lines in the budget of the year, öre for öre."""
    with tempfile.TemporaryDirectory() as folder:
        named = town(Path(folder), held)
        scenario = replace(named, planning=replace(named.planning, years=(2026,)))  # the year of its day
        areas = scenario.today.by_level["omrade"]
        given_ = [held["areas"][area.id] for area in areas]
        columns = {
            "folk": pa.array([a["folk"] for a in given_], pa.int64()),
            "behov": pa.array([None if a["behov"] is None else a["behov"] == "true" for a in given_], pa.bool_()),
        }
        prices = grund.prices(scenario, "p")
        found = grund.decide(scenario, "p", columns, costs={i: price.cost for i, price in prices.items()})
        for insats, price in prices.items():
            lines = [n for n in budget(scenario, ["p"], [2026]).sides[0].lines if n.insats == insats]
            amounts = found[insats].amounts.tolist()
            for area, amount in zip(areas, amounts, strict=True):
                mine = [n for n in lines if n.area == area.id]
                unknown = any(n.verdict == "unknown" or n.amount is None for n in mine)
                if price.per_body:
                    assert amount is None or held["areas"][area.id]["behov"] == "false"
                else:
                    assert amount == (None if unknown else sum(n.amount or 0 for n in mine)), (insats, area.id)
            assert price.told or amounts.count(None) == sum(a["behov"] != "false" for a in given_)


def test_a_plan_is_kept_by_content(stockholm: Scenario) -> None:
    """The same rules loaded again are the same plan, with its filled cells; another parameter is another."""
    columns = TABLES["arrow"]()
    one = grund.decide(stockholm, "stadsdelslyft", columns)
    again = load_afresh(tolkning={"lyft_utbredning": ("utsatta",)})
    two = grund.decide(again, "stadsdelslyft", columns)
    assert one.questions[0].batch.plan is two.questions[0].batch.plan
