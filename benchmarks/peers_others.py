"""The peers: the invented workload as each would be written by hand, in its own idiom.

A peer has a `found`, for its answers to be checked, and a `run`, for them to be timed: from columns (or, where it takes
one area at a time, from dictionaries made beforehand) to decision, deciding rule and amount.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from peers_workload import INSATSER, Found

Given = dict[str, Any]
MANY: Final = 1_000_000


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Made:
    """A peer, ready: `decide` from prepared areas, `prepare` from columns, `read` from what it gave."""

    decide: Callable[[Any], Any]
    prepare: Callable[[Given], Any]
    read: Callable[[Any], Found]
    largest: int

    def found(self, given: Given) -> Found:
        """Its answers."""
        return self.read(self.decide(self.prepare(given)))

    def run(self, given: Given) -> Callable[[], object]:
        """What is timed."""
        held = self.prepare(given)
        return lambda: self.decide(held)


@dataclass(frozen=True)
class Peer:
    """A name, how it is made (None where it is not installed), and the largest size it is asked."""

    name: str
    make: Callable[[], tuple[Callable[[Any], Any], Callable[[Given], Any], Callable[[Any], Found]]]
    largest: int = MANY

    def made(self) -> Made | None:
        """Ready, where its library is here."""
        try:
            return Made(*self.make(), self.largest)
        except ModuleNotFoundError:
            return None


def _same(given: Any) -> Any:
    return given


# ── numpy


def numpy_by_hand() -> Any:
    """Masks, as a programmer would write them for this policy."""

    def decide(g: Given) -> Any:
        n = len(g["behov"])
        decision, rules = np.empty((20, n), bool), np.empty((20, n), np.int8)
        amounts = np.empty((20, n), np.int64)
        for k, i in enumerate(INSATSER):
            people = g["folkmangd"]
            a = (g["klass"] >= i.klass) & (g["behov"] >= i.need)
            b = g["program"] & (people >= i.low) & (people <= i.high)
            c = (g["arbetslos"] > i.out) & (g["klass"] != 0)
            some, small = a | b | c, people < i.small
            yes = decision[k] = some & ~small
            rules[k] = np.where(yes, np.where(a, 0, np.where(b, 1, 2)), np.where(some, 3, 4))
            amounts[k] = np.where(yes, people * i.price, 0)
        return decision, rules, amounts

    return decide, _same, lambda f: Found(f[1], f[2])


# ── Polars


def polars_by_hand() -> Any:
    """One lazy query of expressions, all columns at once."""
    import polars as pl

    c = pl.col
    exprs = []
    for i in INSATSER:
        a = (c("klass") >= i.klass) & (c("behov") >= i.need)
        b = c("program") & (c("folkmangd") >= i.low) & (c("folkmangd") <= i.high)
        d = (c("arbetslos") > i.out) & (c("klass") != 0)
        some, small = a | b | d, c("folkmangd") < i.small
        yes = some & ~small
        rule = pl.when(yes).then(pl.when(a).then(0).when(b).then(1).otherwise(2)).when(some).then(3).otherwise(4)
        exprs += [
            yes.alias(f"{i.id}.decision"), rule.cast(pl.Int8).alias(f"{i.id}.rule"),
            pl.when(yes).then(c("folkmangd") * i.price).otherwise(0).alias(f"{i.id}.amount"),
        ]  # fmt: skip

    def read(f: Any) -> Found:
        parts = ([f[f"{i.id}.{part}"].to_numpy() for i in INSATSER] for part in ("rule", "amount"))
        return Found(*(np.stack(part) for part in parts))

    return lambda frame: frame.lazy().select(exprs).collect(), lambda g: pl.DataFrame(g), read


# ── DuckDB


def _sql(i: Any, need: str) -> tuple[str, str, str]:
    a, b = f"(klass >= {i.klass} AND behov >= {need})", f"(program AND folkmangd BETWEEN {i.low} AND {i.high})"
    c, small = f"(arbetslos > {i.out} AND klass <> 0)", f"folkmangd < {i.small}"
    return a, b, f"({a} OR {b} OR {c}) AND NOT {small}, {a} OR {b} OR {c}"


def duckdb_by_hand() -> Any:
    """One SQL statement over an Arrow table, an Arrow table out, in the order of the rows."""
    import duckdb
    import pyarrow as pa

    inner, outer = [], []
    for i in INSATSER:
        a, b, both = _sql(i, str(i.need))
        yes, some = both.split(", ")
        inner += [f"{yes} AS y_{i.id}", f"{some} AS s_{i.id}", f"{a} AS a_{i.id}", f"{b} AS b_{i.id}"]
        outer += [
            f"y_{i.id}",
            f"(CASE WHEN y_{i.id} THEN CASE WHEN a_{i.id} THEN 0 WHEN b_{i.id} THEN 1 ELSE 2 END "
            f"WHEN s_{i.id} THEN 3 ELSE 4 END)::TINYINT AS r_{i.id}",
            f"CASE WHEN y_{i.id} THEN folkmangd * {i.price} ELSE 0 END AS m_{i.id}",
        ]
    query = f"SELECT id, {', '.join(outer)} FROM (SELECT id, folkmangd, {', '.join(inner)} FROM areas)"
    link = duckdb.connect()

    def decide(areas: Any) -> Any:
        link.register("areas", areas)
        return link.sql(query).to_arrow_table()

    def read(f: Any) -> Found:
        order = np.argsort(f["id"].to_numpy())
        parts = ([f[f"{p}_{i.id}"].to_numpy()[order] for i in INSATSER] for p in "rm")
        return Found(*(np.stack(part) for part in parts))

    def prepare(g: Given) -> Any:
        return pa.table({"id": np.arange(len(g["behov"]))} | g)

    return decide, prepare, read


# ── OpenFisca


def openfisca() -> Any:
    """A variable per decision, rule and amount, with formulas over one entity."""
    from openfisca_core import entities, periods, simulation_builder, taxbenefitsystems, variables

    area = entities.build_entity("area", "areas", "An area", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([area])
    kinds = {"klass": int, "program": bool, "behov": float, "arbetslos": float, "folkmangd": int}

    def variable(name: str, kind: type, formula: Any = None) -> None:
        body: dict[str, Any] = {
            "value_type": kind, "entity": area, "definition_period": periods.DateUnit.YEAR, "label": name,
        }  # fmt: skip
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (variables.Variable,), body))

    for name, kind in kinds.items():
        variable(name, kind)
    for i in INSATSER:

        def some(areas: Any, period: Any, i: Any = i) -> Any:
            return areas(f"{i.id}_a", period) | areas(f"{i.id}_b", period) | areas(f"{i.id}_c", period)

        def first(areas: Any, period: Any, i: Any = i) -> Any:
            return (areas("klass", period) >= i.klass) & (areas("behov", period) >= np.float32(i.need))

        def second(areas: Any, period: Any, i: Any = i) -> Any:
            people = areas("folkmangd", period)
            return areas("program", period) & (people >= i.low) & (people <= i.high)

        def third(areas: Any, period: Any, i: Any = i) -> Any:
            return (areas("arbetslos", period) > np.float32(i.out)) & (areas("klass", period) != 0)

        def yes(areas: Any, period: Any, i: Any = i) -> Any:
            return areas(f"{i.id}_some", period) & (areas("folkmangd", period) >= i.small)

        def rule(areas: Any, period: Any, i: Any = i) -> Any:
            gives = np.where(areas(f"{i.id}_a", period), 0, np.where(areas(f"{i.id}_b", period), 1, 2))
            return np.where(areas(f"{i.id}_yes", period), gives, np.where(areas(f"{i.id}_some", period), 3, 4))

        every = (("a", bool, first), ("b", bool, second), ("c", bool, third), ("some", bool, some), ("yes", bool, yes))
        for name, kind, formula in (*every, ("rule", int, rule)):
            variable(f"{i.id}_{name}", kind, _formula(formula))

    def decide(g: Given) -> Any:
        n = len(g["behov"])
        held = simulation_builder.SimulationBuilder().build_default_simulation(system, n)
        for name in kinds:
            held.set_input(name, "2026", g[name])
        rules = [held.calculate(f"{i.id}_rule", "2026") for i in INSATSER]
        # its numbers are 32 bits wide, too few for öre: the amount is worked out beside it, as its users do
        yes = (held.calculate(f"{i.id}_yes", "2026") for i in INSATSER)
        return rules, [np.where(y, g["folkmangd"] * i.price, 0) for y, i in zip(yes, INSATSER, strict=True)]

    return decide, _same, lambda f: Found(np.stack(f[0]), np.stack(f[1]))


def _formula(function: Any) -> Any:
    """With the two arguments that its loader counts."""

    def formula(areas: Any, period: Any) -> Any:
        return function(areas, period)

    return formula


# ── one area at a time


def _rows(g: Given) -> list[dict[str, Any]]:
    names = list(g)
    return [dict(zip(names, row, strict=True)) for row in zip(*(g[n].tolist() for n in names), strict=True)]


def _collected(f: list[list[tuple[int, int]]]) -> Found:
    grid = np.array(f, np.int64).transpose(2, 1, 0)
    return Found(grid[0], grid[1])


def python_by_hand() -> Any:
    """A loop over dictionaries."""

    def decide(rows: list[dict[str, Any]]) -> Any:
        found = []
        for row in rows:
            klass, people, behov = row["klass"], row["folkmangd"], row["behov"]
            mine = []
            for i in INSATSER:
                if klass >= i.klass and behov >= i.need:
                    rule = 0
                elif row["program"] and i.low <= people <= i.high:
                    rule = 1
                elif row["arbetslos"] > i.out and klass != 0:
                    rule = 2
                else:
                    rule = 4
                if rule < 3 and people < i.small:
                    rule = 3
                mine.append((rule, people * i.price if rule < 3 else 0))
            found.append(mine)
        return found

    return decide, _rows, _collected


def python_and_arrays() -> Any:
    """The same loop from numpy's columns, to numpy's arrays: what grund is given and gives, nothing checked."""

    def decide(g: Given) -> Any:
        rows = list(zip(*(g[n].tolist() for n in ("klass", "program", "behov", "arbetslos", "folkmangd")), strict=True))
        rules, amounts = [], []
        for i in INSATSER:
            for klass, program, behov, arbetslos, people in rows:
                if klass >= i.klass and behov >= i.need:
                    rule = 0
                elif program and i.low <= people <= i.high:
                    rule = 1
                elif arbetslos > i.out and klass != 0:
                    rule = 2
                else:
                    rule = 4
                if rule < 3 and people < i.small:
                    rule = 3
                rules.append(rule)
                amounts.append(people * i.price if rule < 3 else 0)
        rules_array = np.array(rules, np.uint8).reshape(20, -1)
        return rules_array, rules_array < 3, np.array(amounts, np.int64).reshape(20, -1)

    return decide, _same, lambda f: Found(f[0], f[2])


def zen() -> Any:
    """A decision graph with an expression node per insats, evaluated area by area."""
    import json

    import zen

    expressions = []
    for i in INSATSER:
        first = f"klass >= {i.klass} and behov >= {i.need}"
        second = f"program and folkmangd >= {i.low} and folkmangd <= {i.high}"
        third = f"arbetslos > {i.out} and klass != 0"
        gives = f"({first}) ? 0 : (({second}) ? 1 : (({third}) ? 2 : 4))"
        expressions += [
            {"id": f"g{i.id}", "key": f"g_{i.id}", "value": gives},
            {
                "id": f"r{i.id}",
                "key": f"r_{i.id}",
                "value": f"$.g_{i.id} < 3 and folkmangd < {i.small} ? 3 : $.g_{i.id}",
            },
            {"id": f"m{i.id}", "key": f"m_{i.id}", "value": f"$.r_{i.id} < 3 ? folkmangd * {i.price} : 0"},
        ]
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {"id": "ex", "type": "expressionNode", "name": "ex", "position": {"x": 0, "y": 0},
             "content": {"expressions": expressions}},
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
        ],
        "edges": [{"id": "1", "sourceId": "in", "targetId": "ex"}, {"id": "2", "sourceId": "ex", "targetId": "out"}],
    }  # fmt: skip
    decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def decide(rows: list[dict[str, Any]]) -> Any:
        return [decision.evaluate(row)["result"] for row in rows]

    def read(f: Any) -> Found:
        return _collected([[(int(r[f"r_{i.id}"]), int(r[f"m_{i.id}"])) for i in INSATSER] for r in f])

    return decide, _rows, read


def clips() -> Any:
    """Four rules per insats over a template; what fires is told to Python."""
    import clips

    engine = clips.Environment()
    fired: dict[int, int] = {}

    def told(area: int, insats: int, rule: int) -> None:
        fired[area * 20 + insats] = fired.get(area * 20 + insats, 0) | 1 << rule

    engine.define_function(told, name="told")
    engine.build(
        "(deftemplate area (slot id) (slot klass) (slot program) (slot behov) (slot arbetslos) (slot folkmangd))"
    )
    for k, i in enumerate(INSATSER):
        tests = (
            f"(klass ?k&:(>= ?k {i.klass})) (behov ?b&:(>= ?b {i.need}))",
            f"(program 1) (folkmangd ?f&:(and (>= ?f {i.low}) (<= ?f {i.high})))",
            f"(arbetslos ?u&:(> ?u {i.out})) (klass ?k&~0)",
            f"(folkmangd ?f&:(< ?f {i.small}))",
        )
        for r, test in enumerate(tests):
            engine.build(f"(defrule r{k}-{r} (area (id ?i) {test}) => (told ?i {k} {r}))")
    template = engine.find_template("area")

    def decide(rows: list[dict[str, Any]]) -> Any:
        engine.reset()
        fired.clear()
        for n, row in enumerate(rows):
            template.assert_fact(id=n, **(row | {"program": int(row["program"])}))
        engine.run()
        return [
            [_settled(fired.get(n * 20 + k, 0), i, row) for k, i in enumerate(INSATSER)] for n, row in enumerate(rows)
        ]

    return decide, _rows, _collected


def _settled(bits: int, i: Any, row: dict[str, Any]) -> tuple[int, int]:
    """The deciding rule, of the rules that fired."""
    if not bits & 7:
        return 4, 0
    if bits & 8:
        return 3, 0
    return next(r for r in range(3) if bits >> r & 1), row["folkmangd"] * i.price


def durable() -> Any:
    """Four rules per insats in one ruleset; an area is a fact, then taken away: one rule would use an event up."""
    from durable import lang

    fired: dict[int, int] = {}
    name = f"areas{id(fired)}"
    with lang.ruleset(name):
        for k, i in enumerate(INSATSER):
            m = lang.m
            tests = (
                (m.klass >= i.klass) & (m.behov >= i.need),
                (m.program == 1) & (m.folkmangd >= i.low) & (m.folkmangd <= i.high),
                (m.arbetslos > i.out) & (m.klass != 0),
                (m.folkmangd < i.small) & (m.klass >= 0),
            )
            for r, test in enumerate(tests):
                lang.when_all(test)(_collecting(fired, k, r))

    def decide(rows: list[dict[str, Any]]) -> Any:
        fired.clear()
        for n, row in enumerate(rows):
            fact = row | {"program": int(row["program"]), "n": n}
            try:
                lang.assert_fact(name, fact)
                lang.retract_fact(name, fact)
            except lang.engine.MessageNotHandledException:
                continue  # no rule matches the area
        return [
            [_settled(fired.get(n * 20 + k, 0), i, row) for k, i in enumerate(INSATSER)] for n, row in enumerate(rows)
        ]

    return decide, _rows, _collected


def _collecting(fired: dict[int, int], k: int, r: int) -> Any:
    def action(c: Any) -> None:
        at = int(c.m.n) * 20 + k
        fired[at] = fired.get(at, 0) | 1 << r

    return action


PEERS: Final = (
    Peer("numpy, hand-written", numpy_by_hand),
    Peer("Polars, hand-written, lazy", polars_by_hand),
    Peer("DuckDB SQL, hand-written", duckdb_by_hand),
    Peer("OpenFisca-core", openfisca),
    Peer("Python, hand-written loop", python_by_hand, 100_000),
    Peer("Python, the loop from and to arrays", python_and_arrays, 100_000),
    Peer("zen-engine", zen, 6_160),
    Peer("clipspy", clips, 6_160),
    Peer("durable-rules", durable, 117),
)


# ── sweeps: thresholds of need by insats and draw; areas and öre per draw and insats


@dataclass(frozen=True)
class Sweep:
    """A peer that can be swept, up to a number of draws."""

    name: str
    sweep: Callable[[Given, dict[str, Any], int], tuple[Any, Any]]
    largest: int


def _fixed(g: Given, i: Any) -> tuple[Any, Any, Any]:
    """What does not vary, worked out once: given whatever the threshold, given by it, and the cost."""
    people = g["folkmangd"]
    b = g["program"] & (people >= i.low) & (people <= i.high)
    c = (g["arbetslos"] > i.out) & (g["klass"] != 0)
    large = people >= i.small
    return (b | c) & large, (g["klass"] >= i.klass) & large & ~(b | c), people * i.price


def numpy_sweep(g: Given, values: dict[str, Any], count: int) -> tuple[Any, Any]:
    """Masks draw by draw, the fixed part of each insats worked out once."""
    yes, cost = np.zeros((count, 20), np.int64), np.zeros((count, 20), np.int64)
    for k, i in enumerate(INSATSER):
        always, may, price = _fixed(g, i)
        for d in range(count):
            given = always | (may & (g["behov"] >= values[i.id][d]))
            yes[d, k], cost[d, k] = np.count_nonzero(given), price @ given
    return yes, cost


def polars_sweep(g: Given, values: dict[str, Any], count: int) -> tuple[Any, Any]:
    """Expressions draw by draw, a hundred draws to a query."""
    import polars as pl

    frame = pl.DataFrame(g)
    for i in INSATSER:
        always, may, price = _fixed(g, i)
        frame = frame.with_columns(
            pl.Series(f"w{i.id}", always), pl.Series(f"m{i.id}", may), pl.Series(f"p{i.id}", price)
        )
    yes, cost = np.zeros((count, 20), np.int64), np.zeros((count, 20), np.int64)
    for start in range(0, count, 100):
        part = range(start, min(start + 100, count))
        exprs = []
        for i in INSATSER:
            for d in part:
                given = pl.col(f"w{i.id}") | (pl.col(f"m{i.id}") & (pl.col("behov") >= float(values[i.id][d])))
                exprs += [given.sum().alias(f"y{i.id}.{d}"), (pl.col(f"p{i.id}") * given).sum().alias(f"c{i.id}.{d}")]
        row = frame.lazy().select(exprs).collect().row(0, named=True)
        for k, i in enumerate(INSATSER):
            for d in part:
                yes[d, k], cost[d, k] = row[f"y{i.id}.{d}"], row[f"c{i.id}.{d}"]
    return yes, cost


def duckdb_sweep(g: Given, values: dict[str, Any], count: int) -> tuple[Any, Any]:
    """Areas by a table of draws, grouped by draw."""
    import duckdb
    import pyarrow as pa

    link = duckdb.connect()
    link.register("areas", pa.table(g))
    link.register("drawn", pa.table({"d": np.arange(count)} | {f"t_{i.id}": values[i.id][:count] for i in INSATSER}))
    parts = []
    for i in INSATSER:
        yes = _sql(i, f"t_{i.id}")[2].split(", ")[0]
        parts += [f"count(*) FILTER ({yes})", f"coalesce(sum(folkmangd * {i.price}) FILTER ({yes}), 0)::BIGINT"]
    found = link.execute(f"SELECT d, {', '.join(parts)} FROM areas, drawn GROUP BY d ORDER BY d").fetchnumpy()
    columns = list(found.values())[1:]
    return np.stack(columns[::2], axis=1), np.stack(columns[1::2], axis=1)


SWEEPS: Final = (
    Sweep("numpy, hand-written", numpy_sweep, 10_000),
    Sweep("Polars, hand-written, lazy", polars_sweep, 1_000),
    Sweep("DuckDB SQL, hand-written", duckdb_sweep, 1_000),
)
