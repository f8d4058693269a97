"""Case files: the language as data, and the one place where a case becomes files, a rulebook and a world.

A file of tests/cases holds `about`, defaults for its cases (`vocabulary`, `world`, `parameters`, `day` …) and `cases`.
A case has a `name`, a `note` (the sentence of the language that it fixes), what it needs of

    when: TEXT              one rule `r` of the insats `i` in the policy `p`; `otherwise: no`
    rules: [RULE]           instead of `when`; `otherwise` may be given beside them
    parameters: {NAME: P}   of the policy; a scalar is its value
    policies: {ID: POLICY}  whole policy files, instead of the three above; `policy` says which one decides
    vocabulary: {…}         vocabulary.yaml, put on top of the file's, section by section
    attributes, derived     short for the sections of the vocabulary
    insatser: {ID: LEVEL}   instead of `i` at the first level
    world:                  areas {ID: LEVEL}; facts {AREA: {ATTRIBUTE: VALUE}}; and rows as in the CSV files:
                            dated (facts), part_of, overlaps, neighbours, lists
    files: {PATH: TEXT}     put on top of the files made from the above (`rules/…`, `world/…`)
    day, known, tolkning    of the run; without `day`, 2026-01-01

and what comes out of it:

    expect: {AREA: "yes by RULE" | "no by otherwise" | "unknown for NAME, NAME"}     AREA/INSATS where there are several
    values: {AREA: {NAME: VALUE | unknown}}
    reads: TEXT             the canonical text of `when`
    problems: ["CODE text under the caret"]     exactly these; nothing else comes out

Labels, levels, sources and first days that the case does not give are filled in (`fill: false`: they are not).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from grund.engines import interpreter, vectorized
from grund.engines.interpreter import EvalContext
from grund.loading.folders import factbook, rulebook
from grund.model.facts import FactBook
from grund.model.policies import Rulebook

HOME: Final = Path(__file__).parent / "cases"
SOURCE: Final = "s"
DAY: Final = "2026-01-01"
_CITED: Final = {"parameters", "derived", "tolkningar"}
_TABLES: Final = {
    "areas": ("id", "level", "name", "valid_from", "valid_to", "source", "mark"),
    "part_of": ("area", "hierarchy", "parent", "valid_from", "valid_to", "source", "mark"),
    "overlaps": ("area", "other", "valid_from", "valid_to", "source", "mark"),
    "neighbours": ("area", "other", "valid_from", "valid_to", "source", "mark"),
    "lists": ("id", "series", "valid_from", "recorded", "source", "mark"),
    "facts": ("area", "attribute", "value", "valid_from", "valid_to", "recorded", "missing", "source", "mark"),
}
"""The columns of each CSV file; shares come after them."""

Raw = dict[str, Any]


class _Loader(yaml.CBaseLoader):
    """Every scalar as text, as the engine reads it, and no key twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Raw:
    found: Raw = {}
    for key, value in node.value:
        name = loader.construct_object(key)
        assert name not in found, f"{name} twice in {key.start_mark}"
        found[name] = loader.construct_object(value, deep=True)
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One case, with the defaults of its file under it."""

    id: str
    raw: Raw

    def get(self, key: str, default: Any = None) -> Any:
        """A field of the case."""
        return self.raw.get(key, default)

    @property
    def day(self) -> date:
        """The day of the run."""
        return date.fromisoformat(self.get("day", DAY))

    @property
    def known(self) -> date | None:
        """What is known of, or None for all that is recorded."""
        return date.fromisoformat(self.raw["known"]) if "known" in self.raw else None

    @property
    def policy(self) -> str:
        """The policy that decides."""
        return str(self.get("policy", "p"))


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A case through the real loaders."""

    case: Case
    book: Rulebook
    facts: FactBook


def cases() -> list[Case]:
    """Every case of every file, in order of file and line."""
    return [case for path in sorted(HOME.glob("*.yaml")) for case in read(path)]


def read(path: Path) -> list[Case]:
    """The cases of one file."""
    raw = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    defaults = {k: v for k, v in raw.items() if k not in ("about", "cases")}
    return [Case(f"{path.stem}/{case['name']}", over(defaults, case)) for case in raw["cases"]]


def over(under: Raw, top: Raw) -> Raw:
    """The two, mapping by mapping; what is on top counts. `name`s and expectations are never mixed."""
    found = dict(under)
    for key, value in top.items():
        mixed = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = over(found[key], value) if mixed else value
    return found


def text(raw: Raw) -> str:
    """A case as it would stand in a file."""
    return str(_dump([raw], width=110, default_flow_style=None))


# ── a case to files


def files(raw: Raw) -> dict[str, str]:
    """The files of a case: path to text."""
    words = _vocabulary(raw)
    levels = list(words.get("levels", {}))
    insatser = raw.get("insatser") or {"i": levels[0] if levels else ""}
    found = {
        "rules/sources.csv": "id,title,publisher,date,reference,url\ns,S,P,2026,,\nt,T,P,2026,,\n",
        "rules/vocabulary.yaml": _yaml(words),
        "rules/insatser.yaml": _yaml({"insatser": {k: _insats(k, v) for k, v in insatser.items()}}),
        "world/world.yaml": _yaml({"world": "world", "label": "W", "rules": "rules"}),
    }
    for name, policy in _policies(raw).items():
        found[f"rules/policies/{name}.yaml"] = _yaml(policy)
    found |= _tables(raw.get("world", {}), words)
    return found | raw.get("files", {})


def build(case: Case, folder: Path) -> Built:
    """The case written to a folder and loaded from it; raises `GrundError`."""
    write(files(case.raw), folder)
    book = rulebook(folder / "rules")
    return Built(case, book, factbook(folder / "world", book))


def load(raw: Raw, name: str = "found") -> Built:
    """A case through the real loaders, in a folder that is gone afterwards; raises `GrundError`."""
    with TemporaryDirectory() as folder:
        return build(Case(name, raw), Path(folder))


def write(found: Mapping[str, str], folder: Path) -> None:
    """Files to a folder."""
    for name, content in found.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogatepass"))


def _yaml(value: Raw) -> str:
    return str(_dump(value, width=10_000))


_dump: Final = partial(yaml.dump, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


def _vocabulary(raw: Raw) -> Raw:
    words = dict(raw.get("vocabulary", {}))
    for section in ("attributes", "derived"):
        if section in raw:
            words[section] = over(words.get(section, {}), raw[section])
    if raw.get("fill") == "false":
        return words
    levels = list(words.get("levels", {}))
    filled: Raw = {}
    for section, given in words.items():
        if not isinstance(given, dict) or section == "types":
            filled[section] = given
        else:
            filled[section] = {name: _filled(section, name, body, levels) for name, body in given.items()}
    return filled


def _filled(section: str, name: str, body: Any, levels: list[str]) -> Any:
    """A declaration with its label, level and source."""
    if section == "parameters":
        return _parameter(body)
    body = {} if body == "" else body
    if not isinstance(body, dict):
        return body
    found = {"label": name} | body
    if section in ("attributes", "derived") and levels:
        found = {"level": levels[0]} | found
    return _sourced(found) if section in _CITED else found


def _parameter(given: Any) -> Any:
    """A parameter; a scalar is its one value."""
    found = {"values": [{"value": given}]} if isinstance(given, str) else dict(given)
    if isinstance(found.get("values"), list):
        found["values"] = [_sourced(v) for v in found["values"]]
    return found


def _sourced(given: Any) -> Any:
    cited = isinstance(given, dict) and given.keys() & {"source", "assumption", "illustration"}
    return given if cited or not isinstance(given, dict) else given | {"source": SOURCE}


def _insats(name: str, given: Any) -> Any:
    return {"label": name, "level": given, "source": SOURCE} if isinstance(given, str) else given


def _policies(raw: Raw) -> dict[str, Raw]:
    fill = raw.get("fill") != "false"
    if "policies" in raw:
        return {name: _policy(name, given) if fill else given for name, given in raw["policies"].items()}
    rules = raw.get("rules") or ([{"id": "r", "when": raw["when"]}] if "when" in raw else [])
    ruling: Raw = {"otherwise": raw.get("otherwise", "no"), "rules": rules}
    return {"p": _policy("p", {"parameters": raw.get("parameters", {}), "insatser": {"i": ruling}})}


def _policy(name: str, given: Raw) -> Raw:
    found: Raw = {"policy": name, "label": name, "source": SOURCE} | given
    found["parameters"] = {k: _parameter(v) for k, v in given.get("parameters", {}).items()}
    found["insatser"] = {k: _ruling(v) for k, v in given.get("insatser", {}).items()}
    return found


def _ruling(given: Raw) -> Raw:
    found = dict(given)
    for key in ("rules", "add"):
        if isinstance(found.get(key), list):
            found[key] = [_rule(rule) for rule in found[key]]
    return found


def _rule(given: Any) -> Any:
    return {"then": "yes"} | _sourced(given) if isinstance(given, dict) else given


# ── a world to CSV files


def _tables(world: Raw, words: Raw) -> dict[str, str]:
    shares = tuple(words.get("shares", {}))
    facts = [
        {"area": area, "attribute": name, "value": value}
        for area, held in world.get("facts", {}).items()
        for name, value in held.items()
    ]
    areas = [v if isinstance(v, dict) else {"id": k, "level": v} for k, v in world.get("areas", {}).items()]
    found = {
        "world/areas.csv": _csv("areas", ({"name": a["id"]} | a for a in areas)),
        "world/facts/facts.csv": _csv("facts", (*facts, *world.get("dated", []))),
    }
    for name in ("part_of", "overlaps", "neighbours", "lists"):
        if name in world:
            found[f"world/{name}.csv"] = _csv(name, world[name], shares if name == "overlaps" else ())
    return found


def _csv(name: str, rows: Iterable[Raw], shares: tuple[str, ...] = ()) -> str:
    columns = (*_TABLES[name], *shares)
    start = {"valid_from": "2000-01-01"} if name in ("facts", "lists") else {}
    lines = [",".join(columns)]
    for row in rows:
        assert row.keys() <= set(columns), f"{name} has no column {row.keys() - set(columns)}"
        cells = start | {"source": SOURCE, "hierarchy": "h"} | row
        lines.append(",".join(_cell(cells.get(c, "")) for c in columns))
    return "\n".join(lines) + "\n"


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(value) & set(',;"\n') else value


def decided_by_cells(frame: EvalContext, insats: str) -> dict[str, vectorized.Answer]:
    """The answer for every area of the insats's level, by id, looked up in its table: what the table does not cut is
    read by the interpreter, and a missing one of it is unfolded to the facts that the area lacks."""
    sheet = vectorized.table(frame, insats)
    axes = [(axis, sheet.cells.expression(axis)) for axis in sheet.cells.axes]
    answers = {}
    for area in frame.world.by_level.get(frame.policy.rulings[insats].insats.level, ()):
        grounds = {axis.name: interpreter.evaluate(frame, expr, area) for axis, expr in axes}
        codes = {axis.name: vectorized.code(axis, grounds[axis.name].value) for axis, _ in axes}
        verdict, rule, names = vectorized.answer(sheet, codes, area)
        lacks = (interpreter.missing(grounds[name]) if name in grounds else {name} for name in names)
        answers[area.id] = (verdict, rule, frozenset().union(*lacks))
    return answers
