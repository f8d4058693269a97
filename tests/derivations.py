"""Derivations: random worlds with derived attributes of every kind, as cases of the case format.

Few different values, so that many are equal or at a bound; few areas, now and then one or none that counts; facts that
are missing, dated, recorded late, corrected; areas that begin late; lists that come and go.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Raw = dict[str, Any]

CLASSES: Final = ("lag", "mellan", "hog")
DAYS: Final = ("2025-01-01", "2025-06-01", "2025-12-31", "2026-01-01", "2026-02-28", "2026-07-01")


@dataclass(frozen=True, slots=True)
class Names:
    """What an attribute may read at an area: conditions, of the past too; numbers; what areas are alike in, and ranked
    by; the members of the enum `klass` where they have an order. `most` is how many decimals a number has."""

    tests: Sequence[str]
    past: Sequence[str]
    numbers: Sequence[str]
    weights: Sequence[str]
    groups: Sequence[str]
    ranked: Sequence[str]
    classes: Sequence[str]
    most: int = 3


_PAST: Final = (
    "n >= 3", "m > n", "o < 2.5", "b", "not b and n > 1", "k >= mellan", "o is missing", "n = m or b", "l >= mellan",
    "n >= param.g", "l = lag", "true",
)  # fmt: skip
NAMES: Final = Names(
    _PAST, _PAST, ("n", "m", "o", "n - m", "2 * o", "max(n, o)"), ("m", "o", "n - n"), ("k", "b", "l"),
    ("n", "m", "o", "n - m", "k", "b", "d"), CLASSES,
)  # fmt: skip
_TABLES: Final = ("first", "unique", "any", "priority", "sum", "min", "max")


def world(dice: random.Random) -> Raw:
    """A case with an attribute of each kind, and an insats for each."""
    derived = {name: kind(dice, NAMES) for name, kind in KINDS.items()}
    derived |= {"linked": _linked(dice), "parts": _parts(dice), "split": _split(dice)}
    derived |= {"fired": {"type": "number", "fired": ["g1", "g2", "g3", "elsewhere"]}}
    derived |= {"undated": {"type": "number", "fired": ["g1", "elsewhere"]}}  # what may be asked of days in the past
    derived |= _upon(dice, derived)
    here = [name for name, given in derived.items() if "del" in given.get("level", ["del"])]
    insatser = {f"i_{name}": {"otherwise": "no", "rules": [_rule(name, derived[name])]} for name in here}
    return {
        "day": dice.choice(DAYS[1:]),
        "vocabulary": _vocabulary(),
        "derived": derived,
        "insatser": dict.fromkeys([*insatser, "grund", "annat"], "del"),
        "policies": {
            "p": {"insatser": insatser | {"grund": {"otherwise": "no", "rules": _counted(dice)}}},
            "q": {"insatser": {"annat": {"otherwise": "no", "rules": [{"id": "elsewhere", "when": "b"}]}}},
        },
        "world": _world(dice),
    } | ({"known": dice.choice(DAYS[1:])} if dice.random() < 0.4 else {})


def _vocabulary() -> Raw:
    value = [
        {"value": "2"},
        {"from": "2025-12-31", "value": "unknown", "note": "n"},
        {"from": "2026-01-01", "value": "1"},
    ]
    klass = {"type": "klass"}
    return {
        "levels": {"del": {}, "omrade": {}, "polis": {}},
        "hierarchies": {"h": {}},
        "shares": {"andel": {}},
        "types": {"klass": {"enum": list(CLASSES), "ordered": "true"}},
        "attributes": {
            "n": {"type": "number", "min": -100, "max": 100},
            "m": {"type": "number", "decimals": 1, "min": 0, "max": 100},
            "o": {"type": "number", "decimals": 2, "min": -100, "max": 100},
            "b": {"type": "bool"}, "k": klass, "l": klass | {"series": "lista", "missing": "lag"},
            "d": {"type": "date"},
            "pn": {"level": "polis", "type": "number", "decimals": 1, "min": 0, "max": 100},
            "pw": {"level": "polis", "type": "number", "min": 0, "max": 100},
        },
        "parameters": {"g": {"min": 0, "max": 9, "values": value}},
    }  # fmt: skip


def _world(dice: random.Random) -> Raw:
    """Areas of three levels with links, dated facts, lists."""
    parts = [f"a{i}" for i in range(dice.choice((1, 2, 3, 5, 8)))]
    above, others = ["o1", "o2"][: dice.randint(0, 2)], ["p1", "p2", "p3"]
    areas: Raw = dict.fromkeys(parts, "del") | dict.fromkeys(above, "omrade") | dict.fromkeys(others, "polis")
    for area in parts:
        if dice.random() < 0.15:
            areas[area] = {"id": area, "level": "del", "valid_from": "2025-06-01"}
    rows = [row for area in parts for row in _facts(dice, area, _given(dice))]
    rows += [row for area in others for row in _facts(dice, area, {"pn": ("1", "2.5", "4"), "pw": ("0", "1", "3")})]
    pairs = [(p, a) for p in others for a in parts if dice.random() < 0.4]
    share = ("", "0.1", "0.3", "0.5", "1")
    return {
        "areas": areas,
        "dated": rows,
        "part_of": [{"area": area, "parent": dice.choice(above)} for area in parts if above and dice.random() < 0.8],
        "overlaps": [{"area": p, "other": a, "andel": dice.choice(share)} for p, a in pairs],
        "neighbours": [
            {"area": a, "other": b} for i, a in enumerate(parts) for b in parts[i + 1 :] if dice.random() < 0.4
        ],
        "lists": [
            {"id": f"l{i}", "series": "lista", "valid_from": day}
            for i, day in enumerate(DAYS[:5])
            if dice.random() < 0.5
        ],
    }


def _given(dice: random.Random) -> dict[str, tuple[str, ...]]:
    """What a fact of each attribute may say; now and then the same for all."""
    alike = dice.random() < 0.1
    found = {
        "n": ("-4", "0", "1", "2", "3", "5", "8"), "m": ("0", "0.5", "1", "2", "4"), "b": ("true", "false"),
        "o": ("-2.25", "0.25", "1", "2.5", "5"), "k": CLASSES, "l": CLASSES, "d": DAYS,
    }  # fmt: skip
    return {name: values[:1] if alike else values for name, values in found.items()}


def _facts(dice: random.Random, area: str, given: dict[str, tuple[str, ...]]) -> list[Raw]:
    """Mostly one fact from the beginning; sometimes a later one, one that ends, is recorded late, or says nothing."""
    rows = []
    for name, values in given.items():
        if dice.random() < 0.2:
            continue
        starts = ["2025-01-01", *(["2025-12-31"] if dice.random() < 0.3 else [])]
        late = dice.choice(DAYS[:3]) if dice.random() < 0.2 else ""
        for start in starts if name != "l" else [day for day in DAYS[:5] if dice.random() < 0.4]:
            row: Raw = {"area": area, "attribute": name, "valid_from": start}
            row |= {"missing": "secret"} if dice.random() < 0.05 else {"value": dice.choice(values)}
            row |= {"recorded": "2026-01-15"} if late == start else {}
            rows.append(row | ({"valid_to": "2026-03-01"} if dice.random() < 0.1 else {}))
    return rows


def _rule(name: str, given: Raw) -> Raw:
    """A rule that reads a derived attribute."""
    conditions = {"bool": name, "klass": f"{name} >= mellan", "date": f"{name} > 2025-12-31"}
    return {"id": f"r_{name}", "when": conditions.get(given["type"], f"{name} >= 1")}


def _counted(dice: random.Random) -> list[Raw]:
    """Rules that are counted: two, and an exception to the first."""
    first, second, third = (dice.choice(NAMES.tests) for _ in range(3))
    return [
        {"id": "g1", "when": first},
        {"id": "g2", "when": second, "then": "no", "exception_to": ["g1", "g3"]},
        {"id": "g3", "when": third, "unless": "m = 2", "from": "2025-12-31"},
    ]


# ── several values of an area


def _number(dice: random.Random, most: int) -> Raw:
    found = {"type": "number", "decimals": dice.randint(0, most), "round": dice.choice(("half_up", "down"))}
    return found | {"min": -100_000, "max": 100_000}


def _mean(dice: random.Random, names: Names) -> Raw:
    terms = dice.sample(names.numbers, dice.randint(1, min(4, len(names.numbers))))
    found = _number(dice, names.most) | {"mean": {t: dice.choice(("1", "0.5", "2", "0.125", "3")) for t in terms}}
    return found | ({"min_observations": dice.randint(1, len(terms))} if dice.random() < 0.6 else {})


def powers(dice: random.Random, names: Names) -> Raw:
    """A mean of another kind than the arithmetic."""
    method = dice.choice(("geometric", "harmonic", "power"))
    found = _mean(dice, names) | {"method": method}
    return found | ({"exponent": dice.choice(("-3", "-1", "2", "3"))} if method == "power" else {})


def transform(dice: random.Random, names: Names) -> Raw:
    """A function of a value, now and then outside its domain."""
    name = dice.choice(("ln", "log10", "exponential"))
    found = _number(dice, names.most + 2) | {"transform": name, "of": dice.choice(names.numbers)}
    return found | ({"constant": dice.choice(("23", "7.5"))} if name == "exponential" else {})


def year(dice: random.Random, names: Names) -> Raw:
    """The year of a date, or of what is counted from it."""
    days = ("d", "d - 1", "d + 400", "d otherwise day", "d otherwise 1999-12-31")
    return {"type": "number", "min": 1990, "max": 2100, "transform": "year", "of": dice.choice(days)}


def _step(dice: random.Random, names: Names) -> Raw:
    a, b = dice.choice(names.numbers), dice.choice(names.numbers)
    rounding, step = dice.choice(("half_up", "down")), dice.choice(("0.25", "0.5", "0.05", "1", "5"))
    found = {"type": "number", "decimals": 2, "min": -100_000, "max": 100_000, "step": step, "round": rounding}
    return found | {"formula": dice.choice((a, f"({a}) / ({b})", f"({a}) / 4"))}


def _cut(dice: random.Random, names: Names) -> Raw:
    bounds = sorted(dice.sample(range(-8, 16), len(names.classes) - 1))
    closed = dice.choice(("lower", "upper"))
    found = {"type": "klass", "cut": dice.choice(names.numbers), "at": [f"{at / 2}" for at in bounds]}
    return found | {"closed": closed}


def _table(hit: str) -> Callable[[random.Random, Names], Raw]:
    """A table of a hit policy."""

    def drawn(dice: random.Random, names: Names) -> Raw:
        collects = hit in ("sum", "min", "max")
        outputs = ("1", "2", "2.5", "-3") if collects else names.classes
        rows = [{"when": dice.choice(names.tests), "then": dice.choice(outputs)} for _ in range(dice.randint(0, 4))]
        gap = "error" if names is NAMES and dice.random() < 0.1 else dice.choice((outputs[0], "unknown"))
        table: Raw = {"hit": hit, "gap": gap, "rows": rows}
        if hit in ("unique", "any"):
            table["overlap"] = "error" if names is NAMES and dice.random() < 0.2 else "unknown"
        kind = {"type": "number", "decimals": 1, "min": -100, "max": 100} if collects else {"type": "klass"}
        return kind | {"table": table}

    return drawn


# ── many areas


def _aggregate(dice: random.Random, names: Names, share: bool = False) -> Raw:
    """An aggregate of a kind, with its type and all that it may declare."""
    name = dice.choice(("any", "all", "sum", "mean", "ratio", "min", "max", "count"))
    if name in ("any", "all"):
        found: Raw = {"type": "bool", "aggregate": name, "of": dice.choice(names.tests)}
    elif name == "count":
        found = {"type": "number", "aggregate": name, "min": 0, "max": 100}
    else:
        found = _number(dice, names.most) | {"aggregate": name, "of": dice.choice(names.numbers)}
    if name in ("min", "max") and names is NAMES and dice.random() < 0.4:
        kind, of = dice.choice((("klass", "k"), ("date", "d")))
        found = {"type": kind, "aggregate": name, "of": of}
    if name == "ratio":
        found["per"] = dice.choice(names.weights)
    elif name in ("sum", "mean") and dice.random() < 0.6:
        found |= {"weighted": "true"} if share and dice.random() < 0.5 else {"weight": dice.choice(names.weights)}
    if dice.random() < 0.3:
        found["min_observations"] = dice.randint(1, 3)
    if dice.random() < 0.3:
        empty = {"bool": "true", "klass": names.classes[-1:], "date": "2026-01-01"}
        found["empty"] = "".join(empty.get(found["type"], "7"))
    return found


def _where(dice: random.Random, names: Names) -> Raw:
    return {"where": dice.choice(names.tests)} if dice.random() < 0.6 else {}


def _level(dice: random.Random, names: Names) -> Raw:
    levels = {"level": ["del", "omrade"]} if names is NAMES else {}
    return levels | {"over": "level", "to": "del"} | _aggregate(dice, names) | _where(dice, names)


def _stratum(dice: random.Random, names: Names) -> Raw:
    by = {"over": "level", "to": "del", "by": dice.choice(names.groups)}
    return by | _aggregate(dice, names) | _where(dice, names)


def _linked(dice: random.Random) -> Raw:
    if dice.random() < 0.5:
        return {"over": "neighbours", "to": "del"} | _aggregate(dice, NAMES) | _where(dice, NAMES)
    there = Names(("pn > 2", "pw = 1"), (), ("pn",), ("pw", "pn"), (), (), ())
    found = {"over": "overlaps", "to": "polis", "share": "andel"} | _aggregate(dice, there, True)
    if "weighted" not in found or dice.random() < 0.5:
        found[dice.choice(("more_than", "at_least"))] = dice.choice(("0.1", "0.3"))
    return found | _where(dice, there)


def _parts(dice: random.Random) -> Raw:
    return {"level": ["omrade"], "over": "parts", "to": "del"} | _aggregate(dice, NAMES) | _where(dice, NAMES)


# ── places


def _places(dice: random.Random, names: Names) -> Raw:
    found: Raw = {"of": dice.choice(names.ranked), "direction": dice.choice(("ascending", "descending"))}
    found["missing"] = dice.choice(("excluded", "unknown"))
    found |= _where(dice, names) | ({"by": dice.choice(names.groups)} if dice.random() < 0.4 else {})
    if dice.random() < 0.3:
        found["then_by"] = [{"of": dice.choice(names.ranked), "direction": dice.choice(("ascending", "descending"))}]
    return found


def _ordinal(dice: random.Random, names: Names) -> Raw:
    found = _number(dice, 1) | {"rank": "ordinal", "ties": dice.choice(("average", "min", "max", "dense"))}
    return found | _places(dice, names) | ({"outside": "99"} if dice.random() < 0.4 else {})


def _percentile(dice: random.Random, names: Names) -> Raw:
    found = _number(dice, names.most) | {"rank": "percentile", "ties": dice.choice(("average", "min", "max", "dense"))}
    found |= {"divisor": dice.choice(("n", "n-1", "n+1", "midpoint")), "out_of": dice.choice(("1", "100"))}
    return found | {"min": 0, "max": 100} | _places(dice, names) | ({"outside": "0"} if dice.random() < 0.4 else {})


def _quota(dice: random.Random, names: Names) -> Raw:
    found: Raw = {"type": "bool", "rank": "quota", "boundary": dice.choice(("include", "exclude", "unknown"))}
    param = ["param.g"] if names is NAMES else []  # others' may be negative
    if dice.random() < 0.5:
        return found | {"first": dice.choice(("0", "1", "2", "4", *param))} | _places(dice, names)
    rounding = dice.choice(("up", "down", "half_up"))
    share = dice.choice(("0", "0.25", "0.5", "0.333", "1", *(f"0.1 * {name}" for name in param)))
    return found | {"fraction": share, "fraction_round": rounding} | _places(dice, names)


def counted_places(dice: random.Random, names: Names) -> dict[str, Raw]:
    """A quota with as many places as a condition holds in areas of the level."""
    count = {"type": "number", "min": 0, "max": 99, "over": "level", "to": "del", "aggregate": "count"}
    count |= {"where": dice.choice(names.tests)} | ({"min_observations": 1} if dice.random() < 0.7 else {})
    quota = {"type": "bool", "rank": "quota", "boundary": dice.choice(("include", "exclude", "unknown"))}
    first = dice.choice(("places", "max(places - 1, 0)", "2 * places"))
    return {"places": count, "chosen": quota | {"first": first} | _places(dice, names)}


def scaled(dice: random.Random, names: Names) -> Raw:
    """A value among those of a base."""
    method = dice.choice(("z_score", "min_max", "distance"))
    found = _number(dice, names.most) | {"scaled": method, "of": dice.choice(names.numbers)}
    found |= {"direction": dice.choice(("ascending", "descending")), "missing": dice.choice(("excluded", "unknown"))}
    found |= _where(dice, names) | ({"by": dice.choice(names.groups)} if dice.random() < 0.4 else {})
    found |= {"outside": "7"} if dice.random() < 0.3 else {}
    if method == "z_score":
        return found | {"sd": dice.choice(("population", "sample"))}
    if method == "min_max":
        return found | {"out_of": dice.choice(("1", "100"))}
    param = ["param.g"] if names is NAMES else []
    reference = dice.choice(("mean", "min", "max", "2.5", "0", *param))
    return found | {"reference": reference, "out_of": dice.choice(("1", "100")), "clamp": "true"}


def _split(dice: random.Random) -> Raw:
    floor = dice.choice(("none", "1", "max(m, 0)", "0.3 * max(o, 0)"))
    cap = dice.choice(("none", "2", "max(o, 0)", "0.5 * max(m, 0) + 1"))
    found: Raw = {"type": "number", "decimals": dice.choice((0, 1)), "min": 0, "max": 1_000_000}
    found |= {"split": dice.choice(("0", "7", "12.5", "100", "max(param.g, 0)")), "floor": floor, "cap": cap}
    found["of"] = dice.choice(("max(n, 0)", "max(m, 0)", "max(o, 0)"))
    found |= {"capped": dice.choice(("shared", "kept"))} if cap != "none" else {}
    found |= {"infeasible": "unknown"} if floor != "none" else {}
    found["step"] = dice.choice(("1", "2", *(["0.5"] if found["decimals"] else [])))
    found |= {"missing": dice.choice(("excluded", "unknown"))}
    return found | {"remainder": dice.choice(("largest", "first", "last", "none"))} | _where(dice, NAMES)


# ── what came before, and one upon another


def _since(dice: random.Random, names: Names) -> Raw:
    found = {"type": "number", "min": 0, "max": 100_000, "since": dice.choice(names.past)}
    return found | dice.choice(({"count": "days"}, {"count": "lists", "series": "lista"}))


def _history(dice: random.Random, names: Names) -> Raw:
    name = dice.choice(("any", "all", "count"))
    count, last = dice.choice((("days", ("0", "1", "40", "500")), ("years", ("1", "2")), ("lists", ("1", "2", "9"))))
    kind = {"type": "number", "min": 0, "max": 100_000} if name == "count" else {"type": "bool"}
    found = kind | {"history": dice.choice(names.past), "aggregate": name, "count": count}
    found["last"] = dice.choice((*last, *(["param.g"] if names is NAMES else [])))
    return found | ({"series": "lista"} if count == "lists" else {})


KINDS: Final[Mapping[str, Callable[[random.Random, Names], Raw]]] = {
    "mean": _mean, "step": _step, "cut": _cut, **{f"table_{hit}": _table(hit) for hit in _TABLES},
    "level": _level, "stratum": _stratum, "ordinal": _ordinal, "percentile": _percentile, "quota": _quota,
    "since": _since, "history": _history, "powers": powers, "transform": transform, "scaled": scaled,
    "year": year,
}  # fmt: skip
"""How an attribute of each kind is drawn, of those that read what is known of one level."""


def _upon(dice: random.Random, derived: dict[str, Raw]) -> dict[str, Raw]:
    """Attributes that read others: a place by memory, memory of a place or of an aggregate, an aggregate of places,
    and places and an amount that are counted."""
    numbers = ("stratum", "ordinal", "since", "percentile", "fired", "linked")
    read = [name for name in numbers if derived[name]["type"] == "number"]
    held = [name for name in ("quota", "history", "linked", "stratum") if derived[name]["type"] == "bool"]
    held += ["ordinal <= 2", "stratum is missing", "undated >= 1", "since >= 1"]
    lists = {"count": "lists", "series": "lista"}
    neighbours = {"over": "neighbours", "to": "del", "of": dice.choice(read), "min_observations": 1}
    return {
        "ranked": _ordinal(dice, NAMES) | {"of": dice.choice(read)},
        "summed": {"type": "number", "decimals": 1, "aggregate": dice.choice(("sum", "max"))} | neighbours,
        "remembered": {"type": "number", "since": dice.choice(held)} | dice.choice(({"count": "days"}, lists)),
        "kept": {"type": "bool", "history": dice.choice(held), "aggregate": "any", "last": "2"} | lists,
        "shared": _split(dice) | {"split": "places"},
    } | counted_places(dice, NAMES)
