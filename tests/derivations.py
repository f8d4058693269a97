"""Derivations: random worlds with derived attributes of every kind, as cases of the case format.

Few different values, so that many are equal or at a bound; few areas, now and then one or none that counts; facts that
are missing, dated, recorded late, corrected; areas that begin late; lists that come and go.
"""

from __future__ import annotations

import random
from typing import Any, Final

Raw = dict[str, Any]

CLASSES: Final = ("lag", "mellan", "hog")
DAYS: Final = ("2025-01-01", "2025-06-01", "2025-12-31", "2026-01-01", "2026-02-28", "2026-07-01")
_TESTS: Final = (
    "n >= 3", "m > n", "o < 2.5", "b", "not b and n > 1", "k >= mellan", "o is missing", "n = m or b", "l >= mellan",
    "n >= param.g", "l = lag", "true",
)  # fmt: skip
_NUMBERS: Final = ("n", "m", "o", "n - m", "2 * o", "max(n, o)")
_GROUPS: Final = ("k", "b", "l")
_TABLES: Final = ("first", "unique", "any", "priority", "sum", "min", "max")


def world(dice: random.Random) -> Raw:
    """A case with an attribute of each kind, and an insats for each."""
    derived = {"mean": _mean(dice), "step": _step(dice), "cut": _cut(dice)} | _tables(dice)
    derived |= {"level": _level(dice), "stratum": _stratum(dice), "linked": _linked(dice), "parts": _parts(dice)}
    derived |= {"ordinal": _ordinal(dice), "percentile": _percentile(dice), "quota": _quota(dice)}
    derived |= {"fired": {"type": "number", "fired": ["g1", "g2", "g3", "elsewhere"]}}
    derived |= {"since": _since(dice), "history": _history(dice)}
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
    first, second, third = (dice.choice(_TESTS) for _ in range(3))
    return [
        {"id": "g1", "when": first},
        {"id": "g2", "when": second, "then": "no", "exception_to": ["g1", "g3"]},
        {"id": "g3", "when": third, "unless": "m = 2", "from": "2025-12-31"},
    ]


# ── several values of an area


def _number(dice: random.Random, most: int = 3) -> Raw:
    return {"type": "number", "decimals": dice.randint(0, most), "round": dice.choice(("half_up", "down"))}


def _mean(dice: random.Random) -> Raw:
    terms = dice.sample(_NUMBERS, dice.randint(1, 4))
    found = _number(dice) | {"mean": {term: dice.choice(("1", "0.5", "2", "0.125", "3")) for term in terms}}
    return found | ({"min_observations": dice.randint(1, len(terms))} if dice.random() < 0.6 else {})


def _step(dice: random.Random) -> Raw:
    formula = dice.choice((*_NUMBERS, "n / m", "o / n", "(n - o) / 4"))
    rounding = dice.choice(("half_up", "down"))
    step = dice.choice(("0.25", "0.5", "0.05", "1", "5"))
    return {"type": "number", "decimals": 2, "formula": formula, "step": step, "round": rounding}


def _cut(dice: random.Random) -> Raw:
    bounds = sorted(dice.sample(range(-8, 16), 2))
    closed = dice.choice(("lower", "upper"))
    return {"type": "klass", "cut": dice.choice(_NUMBERS), "at": [f"{at / 2}" for at in bounds], "closed": closed}


def _tables(dice: random.Random) -> dict[str, Raw]:
    """A table of each hit policy."""
    found: dict[str, Raw] = {}
    for hit in _TABLES:
        collects = hit in ("sum", "min", "max")
        outputs = ("1", "2", "2.5", "-3") if collects else CLASSES
        rows = [{"when": dice.choice(_TESTS), "then": dice.choice(outputs)} for _ in range(dice.randint(0, 4))]
        gap = "error" if dice.random() < 0.1 else dice.choice((outputs[0], "unknown"))
        table: Raw = {"hit": hit, "gap": gap, "rows": rows}
        if hit in ("unique", "any"):
            table["overlap"] = "error" if dice.random() < 0.2 else "unknown"
        kind = {"type": "number", "decimals": 1} if collects else {"type": "klass"}
        found[f"table_{hit}"] = kind | {"table": table}
    return found


# ── many areas


def _aggregate(dice: random.Random, numbers: tuple[str, ...], weights: tuple[str, ...], share: bool = False) -> Raw:
    """An aggregate of a kind, with its type and all that it may declare."""
    name = dice.choice(("any", "all", "sum", "mean", "ratio", "min", "max", "count"))
    if name in ("any", "all"):
        found: Raw = {"type": "bool", "aggregate": name, "of": "b" if "n" in numbers else "pn > 2"}
    elif name == "count":
        found = {"type": "number", "aggregate": name}
    else:
        found = _number(dice) | {"aggregate": name, "of": dice.choice(numbers)}
    if name in ("min", "max") and "n" in numbers and dice.random() < 0.4:
        kind, of = dice.choice((("klass", "k"), ("date", "d")))
        found = {"type": kind, "aggregate": name, "of": of}
    if name == "ratio":
        found["per"] = dice.choice(weights)
    elif name in ("sum", "mean") and dice.random() < 0.6:
        found |= {"weighted": "true"} if share and dice.random() < 0.5 else {"weight": dice.choice(weights)}
    if dice.random() < 0.3:
        found["min_observations"] = dice.randint(1, 3)
    if dice.random() < 0.3:
        empty = {"bool": "true", "klass": "hog", "date": "2026-01-01"}
        found["empty"] = empty.get(found["type"], "7")
    return found


def _level(dice: random.Random) -> Raw:
    found = _aggregate(dice, ("n", "m", "o"), ("m", "o", "n - n"))
    where = {"where": dice.choice(_TESTS)} if dice.random() < 0.6 else {}
    return {"level": ["del", "omrade"], "over": "level", "to": "del"} | found | where


def _stratum(dice: random.Random) -> Raw:
    found = _aggregate(dice, ("n", "m", "o"), ("m", "o"))
    where = {"where": dice.choice(_TESTS)} if dice.random() < 0.6 else {}
    return {"over": "level", "to": "del", "by": dice.choice(_GROUPS)} | found | where


def _linked(dice: random.Random) -> Raw:
    if dice.random() < 0.5:
        found = _aggregate(dice, ("n", "m", "o"), ("m", "o"))
        return {"over": "neighbours", "to": "del"} | found | ({"where": "n > 0"} if dice.random() < 0.5 else {})
    found = {"over": "overlaps", "to": "polis", "share": "andel"} | _aggregate(dice, ("pn",), ("pw", "pn"), True)
    if "weighted" not in found or dice.random() < 0.5:
        found[dice.choice(("more_than", "at_least"))] = dice.choice(("0.1", "0.3"))
    return found | ({"where": "pn > 1"} if dice.random() < 0.5 else {})


def _parts(dice: random.Random) -> Raw:
    found = _aggregate(dice, ("n", "m", "o"), ("m", "o"))
    where = {"where": dice.choice(_TESTS)} if dice.random() < 0.6 else {}
    return {"level": ["omrade"], "over": "parts", "to": "del"} | found | where


# ── places


def _places(dice: random.Random) -> Raw:
    ordered = ("n", "m", "o", "n - m", "k", "b", "d")
    found: Raw = {"of": dice.choice(ordered), "direction": dice.choice(("ascending", "descending"))}
    found["missing"] = dice.choice(("excluded", "unknown"))
    found |= {"where": dice.choice(_TESTS)} if dice.random() < 0.5 else {}
    found |= {"by": dice.choice(_GROUPS)} if dice.random() < 0.4 else {}
    if dice.random() < 0.3:
        found["then_by"] = [{"of": dice.choice(ordered), "direction": dice.choice(("ascending", "descending"))}]
    return found


def _ordinal(dice: random.Random) -> Raw:
    found = _number(dice, 1) | {"rank": "ordinal", "ties": dice.choice(("average", "min", "max", "dense"))}
    return found | _places(dice) | ({"outside": "99"} if dice.random() < 0.4 else {})


def _percentile(dice: random.Random) -> Raw:
    found = _number(dice, 4) | {"rank": "percentile", "ties": dice.choice(("average", "min", "max", "dense"))}
    found |= {"divisor": dice.choice(("n", "n-1", "n+1", "midpoint")), "out_of": dice.choice(("1", "100"))}
    return found | {"min": 0, "max": 100} | _places(dice) | ({"outside": "0"} if dice.random() < 0.4 else {})


def _quota(dice: random.Random) -> Raw:
    found: Raw = {"type": "bool", "rank": "quota", "boundary": dice.choice(("include", "exclude", "unknown"))}
    if dice.random() < 0.5:
        return found | {"first": dice.choice(("0", "1", "2", "4", "param.g"))} | _places(dice)
    rounding = dice.choice(("up", "down", "half_up"))
    share = dice.choice(("0", "0.25", "0.5", "0.333", "1", "0.1 * param.g"))
    return found | {"fraction": share, "fraction_round": rounding} | _places(dice)


# ── what came before, and one upon another


def _since(dice: random.Random) -> Raw:
    condition = dice.choice(_TESTS)
    return {"type": "number", "since": condition} | dice.choice(
        ({"count": "days"}, {"count": "lists", "series": "lista"})
    )


def _history(dice: random.Random) -> Raw:
    name = dice.choice(("any", "all", "count"))
    count, last = dice.choice((("days", ("0", "1", "40", "500")), ("years", ("1", "2")), ("lists", ("1", "2", "9"))))
    found = {"type": "number" if name == "count" else "bool", "history": dice.choice(_TESTS), "aggregate": name}
    found |= {"count": count, "last": dice.choice((*last, "param.g"))}
    return found | ({"series": "lista"} if count == "lists" else {})


def _upon(dice: random.Random, derived: dict[str, Raw]) -> dict[str, Raw]:
    """Attributes that read others: a place by memory, memory of a place or of an aggregate, an aggregate of places."""
    numbers = ("stratum", "ordinal", "since", "percentile", "fired", "linked")
    read = [name for name in numbers if derived[name]["type"] == "number"]
    held = [name for name in ("quota", "history", "linked", "stratum") if derived[name]["type"] == "bool"]
    held += ["ordinal <= 2", "stratum is missing", "fired >= 1", "since >= 1"]
    lists = {"count": "lists", "series": "lista"}
    neighbours = {"over": "neighbours", "to": "del", "of": dice.choice(read), "min_observations": 1}
    return {
        "ranked": _ordinal(dice) | {"of": dice.choice(read)},
        "summed": {"type": "number", "decimals": 1, "aggregate": dice.choice(("sum", "max"))} | neighbours,
        "remembered": {"type": "number", "since": dice.choice(held)} | dice.choice(({"count": "days"}, lists)),
        "kept": {"type": "bool", "history": dice.choice(held), "aggregate": "any", "last": "2"} | lists,
    }
