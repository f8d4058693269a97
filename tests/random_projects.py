"""Projects drawn at random, as files of a folder: what a command may be asked about.

    paired    three policies over attributes of every kind (`derivations`): the one declares a parameter that the other
              does not, overrides one, leaves it unknown or dated; decides another insats, or extends it
    town      a town with money in it (`towns`): prices, keys, ramps, frames, limits
    begun     the project that `grund init` writes
    shipped   what comes with the program, by itself

Each may have a slip in one line of one file (`mutate`).
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import derivations
import towns
from case_files import files, write
from command_line import ROOT
from derivations import Raw
from grund.loading import paths
from grund.loading.scenario import load_scenario
from mutate import CSV_SLIPS, YAML_SLIPS

_DECIDED: Final = ("i_one", "i_two", "i_three")
_SCENARIO: Final = """\
scenario: s
label: S
world: city
day: {day}
policies: [a, b]
level: del
source: s
claims:
  - {{id: c1, label: C, check: {{policy: a, never_less_than: b}}, source: s}}
  - {{id: c2, label: C, check: {{every: del, where: "{test}", receives: {insats}, policy: a}}, source: s}}
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the words of a command may name in a project: ids; conditions; numbers; `own` the parameters by policy."""

    policies: tuple[str, ...]
    insatser: tuple[str, ...]
    areas: tuple[str, ...]
    level: str
    attributes: tuple[str, ...]
    numbers: tuple[str, ...]
    tests: tuple[str, ...]
    shared: tuple[str, ...]
    own: Mapping[str, tuple[str, ...]]
    bodies: tuple[str, ...] = ("namnd",)


def project(dice: random.Random, folder: Path) -> Subject:
    """A project of any kind written to a folder, now and then with a slip; what can be asked of it."""
    asked = dice.choice((paired, paired, town, begun))(dice, folder)
    if dice.random() < 0.2:
        slipped(dice, folder)
    return asked


def paired(dice: random.Random, folder: Path) -> Subject:
    """Three policies that share little, over attributes of every kind."""
    raw = derivations.world(dice)
    able = {name: given for name, given in raw["derived"].items() if "fired" not in f"{name} {given}"}
    kept = _below(able, dice.sample(sorted(able), 5))
    raw["derived"] = {name: given for name, given in able.items() if name in kept}
    raw["derived"] |= {
        "over_limit": {"type": "bool", "test": "n >= param.g"},
        "per_limit": {"type": "number", "decimals": 2, "min": -10_000, "max": 10_000, "formula": "n / max(param.g, 1)"},
    }
    raw["vocabulary"]["parameters"] = {"g": raw["vocabulary"]["parameters"]["g"]}
    raw["insatser"] = dict.fromkeys(_DECIDED, "del")
    tests = [*derivations.NAMES.tests, *_tests(raw["derived"])]
    raw["policies"] = {
        "a": _policy(dice, tests, "ga"),
        "b": _policy(dice, tests, "gb"),
        "c": _policy(dice, tests, "ga"),
    }
    if dice.random() < 0.4:
        _extend(dice, raw["policies"])
    homes = {"rules": "rules/city", "world": "scenarios/city"}
    held = {homes[path.partition("/")[0]] + "/" + path.partition("/")[2]: text for path, text in files(raw).items()}
    held["scenarios/city/world.yaml"] = "world: city\nlabel: C\nrules: city\n"
    held["scenarios/s.yaml"] = _SCENARIO.format(
        day=raw["day"], test=dice.choice(tests), insats=next(iter(raw["policies"]["a"]["insatser"]))
    )
    held["scenarios/DEFAULT"] = "s\n"
    write(held, folder)
    own = {name: tuple(given["parameters"]) for name, given in raw["policies"].items()}
    attributes = (*raw["vocabulary"]["attributes"], *raw["derived"])
    numbers = tuple(name for name, given in raw["derived"].items() if given["type"] == "number")
    areas = tuple(sorted(raw["world"]["areas"]))
    return Subject(
        ("a", "b", "c"), _DECIDED, areas, "del", attributes, numbers, tuple(derivations.NAMES.tests), ("g",), own
    )


def town(dice: random.Random, folder: Path) -> Subject:
    """A town with prices, keys, ramps and frames, some of them unknown."""
    areas = {
        f"a{i}": {
            "district": dice.choice(towns.DISTRICTS), "folk": dice.choice((None, 0, 999, 1000, 4321)),
            "behov": dice.choice(("true", "true", "false", None)), "name": dice.choice(towns.NAMES),
        }
        for i in range(dice.randint(1, 4))
    }  # fmt: skip
    prices = (None, "0", "12.50", "99999.99")
    keys = (None, {"namnd": 1}, {"namnd": 2, "grupp": 1}, {"namnd": 1, "bolag": 1, "grupp": 1})
    costs = {
        name: {
            "quantity": dice.choice(("folk", "folk / 7", "1", None)), "per": dice.choice(("area", "area", "body")),
            "price": dice.choice(prices), "once": dice.choice(prices), "key": dice.choice(keys),
            "ramp": dice.choice(([], ["0.5"], ["0.333", "0.666", "1"])),
        }
        for name in towns.INSATSER
    }  # fmt: skip
    limits = {"total": "50000.50", "area_most": dice.choice(("9000", "90000"))} if dice.random() < 0.6 else None
    towns.town(
        folder, {"areas": areas, "costs": costs, "index": dice.choice((None, "102.5", "97.3"))}, limits, "scenarios"
    )
    (folder / "scenarios" / "DEFAULT").write_text("s\n", encoding="utf-8")
    shared = (*(f"pris_{name}" for name in costs), "ix")
    return Subject(
        ("p", "q"), towns.INSATSER, (*areas, *towns.DISTRICTS), "omrade", ("folk", "behov"), ("folk",),
        ("behov", "folk >= 1000", "folk is missing"), shared, {"p": (), "q": ()}, ("namnd", "bolag", "grupp", "m-d1"),
    )  # fmt: skip


def begun(_: random.Random, folder: Path) -> Subject:
    """The project of `grund init`."""
    shutil.copytree(paths.template(), folder, dirs_exist_ok=True)
    return Subject(
        ("trygghet", "trygghet-barn"), ("belysning", "lekplats"), ("sagolunda", "ingenstans", "stad"), "omrade",
        ("trygghet", "invanare", "barn"), ("invanare",), ("trygghet >= svag", "invanare < 500"), ("minst_invanare",),
        {"trygghet": ("minst_invanare",), "trygghet-barn": ()}, ("namnd-teknik", "fullmaktige"),
    )  # fmt: skip


def shipped(dice: random.Random, folder: Path) -> Subject:
    """The shipped rules and worlds, of which any scenario of several policies is the usual one."""
    for name in ("rules", "scenarios"):
        shutil.copytree(ROOT / name, folder / name)
    paths_ = sorted((folder / "scenarios").glob("*.yaml"))
    asked = dice.choice([s for s in (load_scenario(str(path)) for path in paths_) if len(s.policies) > 1])
    (folder / "scenarios" / "DEFAULT").write_text(f"{asked.id}\n", encoding="utf-8")
    words, policies = asked.book.vocabulary, tuple(asked.policies)
    types = {name: kind for level in words.levels for name, kind in words.type_at(level).items()}
    numbers = tuple(name for name, kind in types.items() if kind.kind == "number")
    tests = (*(name for name, kind in types.items() if kind.kind == "bool"), *(f"{name} > 1" for name in numbers))
    return Subject(
        policies, tuple(asked.book.insatser), tuple(asked.facts.at(asked.day).areas), asked.level, tuple(types),
        numbers, (*tests, f"{next(iter(types))} is missing"), ("finns-inte",),
        {name: tuple(policy.parameters) for name, policy in asked.policies.items()},
        (*asked.book.organisation.bodies, "namnd"),
    )  # fmt: skip


def slipped(dice: random.Random, folder: Path) -> None:
    """One slip in one line of one file."""
    path = dice.choice([p for p in sorted(folder.rglob("*")) if p.suffix in (".yaml", ".csv")])
    lines = path.read_text(encoding="utf-8").split("\n")
    line = dice.randrange(len(lines))
    kinds = CSV_SLIPS if path.suffix == ".csv" else YAML_SLIPS
    after = kinds[dice.choice(sorted(kinds))](dice, lines[line])
    if after is not None:
        lines[line] = after
        path.write_text("\n".join(lines), encoding="utf-8")


def _below(derived: Raw, kept: list[str]) -> set[str]:
    """Some attributes, and those that their texts name."""
    found, queue = set[str](), list(kept)
    while queue:
        name = queue.pop()
        if name in derived and name not in found:
            found.add(name)
            queue += [other for other in derived if other in str(derived[name])]
    return found


def _tests(derived: Raw) -> Iterator[str]:
    """A condition about every derived attribute of the level."""
    for name, given in derived.items():
        if "del" in given.get("level", ["del"]):
            said = {"bool": name, "klass": f"{name} >= mellan", "date": f"{name} > 2025-12-31"}
            yield said.get(given["type"], f"{name} >= param.g")


def _policy(dice: random.Random, tests: list[str], own: str) -> Raw:
    """A policy with parameters of its own, and some of the insatser."""
    parameters = {}
    if dice.random() < 0.7:
        parameters[own] = _parameter(dice) | {"min": "0", "max": "9"}
    if dice.random() < 0.4:
        parameters["g"] = _parameter(dice)
    reads = [*tests, *(f"n >= param.{name}" for name in parameters), *(f"m < param.{name}" for name in parameters)]
    insatser = dice.sample(_DECIDED, dice.randint(1, 3))
    return {"parameters": parameters, "insatser": {name: _ruling(dice, reads, name) for name in insatser}}


def _parameter(dice: random.Random) -> Raw:
    value = {"value": "unknown", "note": "n"} if dice.random() < 0.4 else {"value": dice.choice("0259")}
    if dice.random() < 0.3:
        return {"values": [value, {"from": "2026-01-01", "value": dice.choice("137")}]}
    return {"values": [value]}


def _ruling(dice: random.Random, tests: list[str], name: str) -> Raw:
    """Rules of which two may conflict, now and then; an exception, now and then."""
    first, second, third = (dice.choice(tests) for _ in range(3))
    rules: list[Raw] = [{"id": f"{name}-1", "when": f"{first} and not ({second})"}]
    if dice.random() < 0.6:
        rules.append({"id": f"{name}-2", "when": second, "then": "no", "exception_to": [f"{name}-1"]})
    if dice.random() < 0.3:
        rules.append({"id": f"{name}-3", "when": third, "unless": first, "from": "2025-12-31"})
    return {"otherwise": "no" if dice.random() < 0.8 else "yes", "rules": rules}


def _extend(dice: random.Random, policies: Raw) -> None:
    """The second extends the first: what it decides itself replaces what it inherits."""
    policies["b"]["extends"] = "a"
    inherited = policies["a"]["parameters"].keys() & policies["b"]["parameters"].keys()
    for name in inherited:
        policies["b"]["parameters"][name] = _parameter(dice)
