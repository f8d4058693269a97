"""Towns: small cities with money in them, drawn at random or written out, as files that the engine reads.

A town has areas of one level in districts of another, insatser with quantities, prices, keys and ramps, two policies,
three bodies of which one is a group with a member in each district, and frames.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from grund.loading.scenario import load_scenario
from grund.model.scenario import Scenario

DISTRICTS: Final = ("d1", "d2")
NAMES: Final = ("Område", "=cmd|' /C calc'!A0", "Łódź 東京", '"Bak\\" 1; 2', "@SUM(1+1)")
"""What an area may be called: as people would, as a spreadsheet would read, and as no code page of 1987 can write."""
INSATSER: Final = ("anlaggning", "besok", "cirkel")
ILLUSTRATED: Final = {"illustration": "true"}


@st.composite
def towns(draw: st.DrawFn) -> dict[str, Any]:
    """What a town holds: areas with residents and need (some unknown), costs, keys, frames, limits."""
    count = draw(st.integers(1, 4))
    areas = {
        f"a{i}": {
            "district": draw(st.sampled_from(DISTRICTS)),
            "folk": draw(st.one_of(st.none(), st.integers(0, 5000))),
            "behov": draw(st.sampled_from(["true", "true", "false", None])),
            "name": draw(st.sampled_from(NAMES)),
        }
        for i in range(count)
    }
    price = st.one_of(st.none(), st.decimals(0, 99_999, places=2).map(str))
    costs = {
        name: {
            "quantity": draw(st.sampled_from(["folk", "folk / 7", "1", None])),
            "per": draw(st.sampled_from(["area", "area", "area", "body"])),
            "price": draw(price),
            "once": draw(st.one_of(st.none(), price)),
            "ramp": draw(st.sampled_from([[], ["0.5"], ["0.333", "0.666", "1"]])),
            "key": draw(
                st.sampled_from([None, {"namnd": 1}, {"namnd": 2, "grupp": 1}, {"namnd": 1, "bolag": 1, "grupp": 1}])
            ),
        }
        for name in INSATSER
    }
    return {"areas": areas, "costs": costs, "index": draw(st.sampled_from([None, "102.5", "97.3"]))}


def large(areas: int, insatser: int) -> dict[str, Any]:
    """A town of a size: everybody in need, so that each area gets each insats; prices, keys and ramps of all kinds."""
    costs = {
        name: {
            "quantity": ("folk", "folk / 7", "1")[n % 3], "per": "area", "price": f"{101 + 37 * n}.25", "once": "12.50",
            "ramp": ([], ["0.5"], ["0.333", "0.666", "1"])[n % 3],
            "key": (None, {"namnd": 2, "grupp": 1})[n % 2] if n else None,
        }
        for n, name in enumerate([*INSATSER, *(f"insats{n:02d}" for n in range(3, insatser))])
    }  # fmt: skip
    where = {
        f"a{n:05d}": {"district": DISTRICTS[n % 2], "folk": 200 + n * 7919 % 4801, "behov": "true"}
        for n in range(areas)
    }
    return {"areas": where, "costs": costs, "index": "102.5"}


def town(folder: Path, held: Mapping[str, Any], limits: Mapping[str, Any] | None = None, home: str = ".") -> Scenario:
    """The town as files in a folder, read; its scenario and world stand in `home` there."""
    rules, world = folder / "rules" / "stad", folder / home / "world"
    (rules / "policies").mkdir(parents=True, exist_ok=True)
    (world / "facts").mkdir(parents=True, exist_ok=True)
    _json(rules / "vocabulary.yaml", _vocabulary(held))
    _json(rules / "insatser.yaml", {"insatser": {n: _insats(n, c, held["index"]) for n, c in held["costs"].items()}})
    for name in ("p", "q"):
        _json(rules / "policies" / f"{name}.yaml", _policy(name, list(held["costs"])))
    _csv(
        rules / "sources.csv",
        ["id", "title", "publisher", "date", "reference", "url"],
        [["s", "S", "S", "2026", "", ""]],
    )
    bodies = [
        ["namnd", "Nämnden", "namnd", "", "", ""],
        ["bolag", "Bolaget", "bolag", "", "", ""],
        ["grupp", "Gruppen", "grp", "", "", ""],
    ]
    bodies += [[f"m-{d}", f'=Medlem; "{d}"', "namnd", "", "grupp", d] for d in DISTRICTS]
    _csv(
        rules / "bodies.csv",
        ["id", "name", "kind", "parent", "group", "area", "source", "mark"],
        [[*b, "s", "V"] for b in bodies],
    )
    duties = [["1", "anlaggning", "f", "namnd", "ansvarar", ""], ["2", "besok", "f", "grupp", "utfor", ""]]
    duties += [["3", "cirkel", "f", "namnd", "utfor", ""], ["4", "cirkel", "f", "bolag", "utfor", ""]]
    others = [name for name in held["costs"] if name not in INSATSER]
    duties += [[str(n), name, "f", "namnd", "utfor", ""] for n, name in enumerate(others, 5)]
    _csv(
        rules / "duties.csv",
        ["id", "insats", "field", "body", "role", "scope", "source", "mark"],
        [[*d, "s", "V"] for d in duties],
    )
    _json(world / "world.yaml", {"world": "w", "label": "W", "rules": "stad"})
    rows = [[d, "distrikt", d.upper()] for d in DISTRICTS] + [
        [a, "omrade", f"{v.get('name', NAMES[0])} {a}"] for a, v in held["areas"].items()
    ]
    _csv(world / "areas.csv", ["id", "level", "name", "source", "mark"], [[*r, "s", "V"] for r in rows])
    parents = [[a, "h", v["district"], "s", "V"] for a, v in held["areas"].items()]
    _csv(world / "part_of.csv", ["area", "hierarchy", "parent", "source", "mark"], parents)
    facts = [[a, k, v[k]] for a, v in held["areas"].items() for k in ("folk", "behov") if v[k] is not None]
    _csv(
        world / "facts" / "f.csv",
        ["area", "attribute", "value", "valid_from", "source", "mark"],
        [[*f, "2020-01-01", "s", "V"] for f in facts],
    )
    _json(folder / home / "s.yaml", _scenario(held, limits))
    return load_scenario(folder / home / "s.yaml")


def _vocabulary(held: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [{"value": "unknown", "note": "n"}]
    prices = {
        f"{part}_{name}": {"decimals": "2", "min": "0", "values": unknown}
        for name in held["costs"]
        for part in ("pris", "start")
    }
    return {
        "levels": {"omrade": {"label": "område"}, "distrikt": {"label": "distrikt"}},
        "hierarchies": {"h": {"label": "h"}},
        "attributes": {
            "folk": {"level": "omrade", "type": "number", "min": "0", "max": "100000", "label": "folk"},
            "behov": {"level": "omrade", "type": "bool", "label": "behov"},
        },
        "parameters": {**prices, "ix": {"decimals": "1", "min": "0", "values": unknown}},
    }


def _insats(name: str, cost: Mapping[str, Any], index: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"label": name, "level": "omrade", "source": "s"}
    formula = cost["quantity"]
    if formula is not None:
        body = cost["per"] == "body"
        found["quantity"] = {"formula": "1" if body else formula, "per": cost["per"], "decimals": "2"}
    part = {
        "unit_cost": f"pris_{name}",
        **({"index": "ix"} if index else {}),
        **({"ramp": cost["ramp"]} if cost["ramp"] else {}),
    }
    found["costs"] = {"drift": part, "start": {"unit_cost": f"start_{name}", "kind": "once"}}
    if cost["key"]:
        found["paid_by"] = {"bodies": {k: str(v) for k, v in cost["key"].items()}, "assumption": "true"}
    return found


def _policy(name: str, costs: Sequence[str]) -> dict[str, Any]:
    """P gives to areas in need; Q to those with many residents, and from 2028 to all."""
    when = {"p": ["behov"], "q": ["folk >= 1000", "day >= 2028-01-01"]}[name]
    rules = [{"id": f"{name}{i}", "when": text, "then": "yes", "source": "s"} for i, text in enumerate(when)]
    insatser = {i: {"otherwise": "no", "rules": [{**r, "id": f"{r['id']}-{i}"} for r in rules]} for i in costs}
    return {"policy": name, "label": name.upper(), "source": "s", "insatser": insatser}


def _scenario(held: Mapping[str, Any], limits: Mapping[str, Any] | None) -> dict[str, Any]:
    said = {f"pris_{n}": c["price"] for n, c in held["costs"].items()} | {
        f"start_{n}": c["once"] for n, c in held["costs"].items()
    }
    parameters: dict[str, Any] = {
        k: {"value": v, "price_level": "2026", **ILLUSTRATED} for k, v in said.items() if v is not None
    }
    if held["index"]:
        parameters["ix"] = [
            {"value": "100.0", **ILLUSTRATED},
            {"from": "2028-01-01", "value": held["index"], **ILLUSTRATED},
        ]
    budget: dict[str, Any] = {
        "years": ["2027", "2028", "2029"],
        "ramar": [{"body": "namnd", "year": "2027", "amount": "100000.50", **ILLUSTRATED}],
        "need": {"where": "behov", "weight": "if folk >= 2000 then 2 else 1", **ILLUSTRATED},
    }
    if limits is not None:
        budget["limits"] = {**limits, **ILLUSTRATED}
    return {
        "scenario": "s", "label": "S", "world": "world", "day": "2026-06-01", "policies": ["p", "q"], "level": "omrade",
        "hierarchy": "h", "group": "distrikt", "residents": "folk", "parameters": parameters, "budget": budget,
        "illustration": "true", "source": "s",
    }  # fmt: skip


def _json(path: Path, data: Any) -> None:
    """JSON is YAML."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
