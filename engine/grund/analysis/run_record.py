"""Run record: what a run leaves behind, told so that it can be verified.

Enters: a scenario and its answers. Leaves: a JSON document with the hash of every input, the results and its own hash.
Promise: same inputs, same bytes, on any machine and in any order of evaluation (DESIGN §5).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson

from ..engines import interpreter
from ..engines.run import frame_of
from ..loading import paths
from ..loading.scenario import load_scenario
from ..model.arithmetic import ratio
from ..model.decisions import Decision
from ..model.expressions import Reference
from ..model.policies import Rule
from ..model.scenario import Answers, Scenario
from ..model.sources import Citation
from ..version import __version__
from .list_series import replay
from .targeting_measures import Bounds
from .timeline.timeline import moves, period_of, timeline

KIND: Final = "grund-run"
FORMAT: Final = 2


def dump(data: Any) -> bytes:
    """JSON bytes, keys sorted, two spaces, a newline at the end."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def record(scenario: Scenario, answers: Iterable[Answers], command: list[str]) -> dict[str, Any]:
    """The run record: inputs with their hashes, day and known, parameters, the command, the results; not sealed."""
    all_answers = tuple(answers)
    return {
        "kind": KIND,
        "format": FORMAT,
        "command": command,
        "policies": list(dict.fromkeys(a.policy.id for a in all_answers)),
        **question(scenario),
        "parameters": _parameters(scenario, all_answers),
        "rules": _rules(all_answers),
        "results": [_answer(a) for a in all_answers],
        "values": _values(scenario),
        "replay": _replay(scenario),
        **({"timeline": _timeline(scenario)} if scenario.events else {}),
    }


def sealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the SHA-256 of all the rest of it, which is its `hash`."""
    rest = {name: part for name, part in data.items() if name != "hash"}
    return {**rest, "hash": hashlib.sha256(dump(rest)).hexdigest()}


def question(scenario: Scenario) -> dict[str, Any]:
    """What is asked, and of what: everything that decides the answers."""
    return {
        "engine": __version__,
        "scenario": scenario.id,
        "file": _from_here(scenario.file),
        "policy_files": [_from_here(str(path)) for path in scenario.more],
        "day": scenario.day.isoformat(),
        "known": scenario.known.isoformat() if scenario.known else None,
        "tolkning": {name: list(options) for name, options in sorted(scenario.tolkning.items())},
        "illustration": scenario.illustration,
        "inputs": hashes(scenario),
        **({"what_if": list(scenario.tried)} if scenario.tried else {}),
    }


def run_hash(query: Mapping[str, Any]) -> str:
    """The SHA-256 of what was asked: of a `question`, or of a record, whose hash is that of its question."""
    named = (name for name in (*_QUESTION, *_ALSO) if name in _QUESTION or name in query)
    return hashlib.sha256(dump({name: query[name] for name in named})).hexdigest()


_QUESTION: Final = (
    "engine", "scenario", "file", "policy_files", "day", "known", "tolkning", "illustration", "inputs",
)  # fmt: skip
_ALSO: Final = ("what_if",)
"""Of a question that tries what no file says."""


def _timeline(scenario: Scenario) -> list[dict[str, Any]]:
    """What moved in the scenario's period, under the policies it names: day, insats, before, after, areas."""
    scenario_timeline = timeline(scenario, scenario.named, period_of(scenario, None, None))
    return [
        {
            "day": m.day.isoformat(),
            "policy": m.question.policy.id,
            "insats": m.question.ruling.insats.id,
            "tolkning": dict(m.question.reading),
            "before": side(m.before),
            "after": side(m.after),
            "areas": [a.id for a in m.areas],
        }
        for m in moves(scenario_timeline)
    ]


def side(decision: Decision | None) -> dict[str, Any] | None:
    """A decision before or after a move; None where the area was not there."""
    if decision is None:
        return None
    return {"verdict": decision.verdict, "rule": decision.rule, "missing": sorted(decision.missing)}


def _rules(answers: tuple[Answers, ...]) -> dict[str, dict[str, Any]]:
    """What the rules that decide stand on: documents, place and marks."""
    rules_by_id: dict[str, dict[str, Any]] = {}
    for answer in answers:
        deciding = {d.rule for d in answer.decisions}
        for rule in answer.ruling.rules:
            if rule.id in deciding:
                rules_by_id[rule.id] = ruled(rule)
    return rules_by_id


def ruled(rule: Rule) -> dict[str, Any]:
    """What a rule stands on and, where it leaves something open, what."""
    texts = {"sv": rule.proviso.sv, "en": rule.proviso.en}
    return cited(rule.citation) | ({"proviso": texts} if rule.proviso.sv else {})


def cited(citation: Citation) -> dict[str, Any]:
    """A citation as plain data."""
    return {"documents": list(citation.documents), "place": citation.place, "marks": list(citation.flags)}


def _values(scenario: Scenario) -> dict[str, dict[str, str | None]]:
    """The values a scenario asks to show, by area; None is unknown."""
    if not scenario.show:
        return {}
    types = scenario.book.vocabulary.type_at(scenario.level)
    nodes = [Reference(name, types[name]) for name in scenario.show]
    frame = frame_of(scenario, next(iter(scenario.policies.values())), scenario.readings_of(nodes)[0])
    values_by_area: dict[str, dict[str, str | None]] = {}
    for area in scenario.today.by_level.get(scenario.level, ()):
        values = {node.name: interpreter.read(frame, node, area).value for node in nodes}
        values_by_area[area.id] = {name: None if value is None else str(value) for name, value in values.items()}
    return values_by_area


def _share(bounds: Bounds | None) -> list[float | None] | None:
    """A share from least to most, with six decimals; null where it is unknown, or there is nothing before."""
    if bounds is None:
        return None
    rounded = [None if v is None else ratio(Decimal(v.numerator), Decimal(v.denominator), 6) for v in bounds]
    return [None if v is None else float(v) for v in rounded]


def _replay(scenario: Scenario) -> dict[str, Any]:
    """A replayed series: each measure's areas on each issue, and the moves between them."""
    if not scenario.replay:
        return {}
    series = replay(scenario)
    churn = [(None, *series.churns(i)) for i in range(len(series.counts[0]) if series.counts else 0)]
    return {
        "issues": [
            {
                "id": issue.id,
                "day": issue.start.isoformat(),
                "measures": {
                    c.measure.id: {
                        "count": len(c.areas),
                        "areas": [a.id for a in c.areas],
                        "unknown": [a.id for a in c.unknown],
                        "churn": _share(churn[i][nth]),
                        **cited(c.measure.citation),
                    }
                    for i, c in enumerate(counts)
                },
            }
            for nth, (issue, counts) in enumerate(zip(series.issues, series.counts, strict=True))
        ],
        "moves": [
            {
                "issue": m.issue.id,
                "area": m.area.id,
                "attribute": m.attribute,
                "before": None if m.before is None else str(m.before),
                "after": None if m.after is None else str(m.after),
            }
            for m in series.moves
        ],
    }


def hashes(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every input file, by its path from the folder that holds rules/ and scenarios/."""
    files = {scenario.file, *scenario.book.files, *scenario.facts.files}
    return dict(sorted((_name(scenario, f), _hash(f)) for f in files))


def _name(scenario: Scenario, file: str) -> str:
    """Its path from there: the same wherever a project lies, and from whichever folder grund is run."""
    path = Path(scenario.file).resolve().parent
    return _below(file, paths.root(), path.parent if path.name == "scenarios" else path, Path.cwd())


def _from_here(file: str) -> str:
    """Where a repetition finds the file: shipped, or from the folder where it is run."""
    return _below(file, paths.root(), Path.cwd())


def _below(file: str, *bases: Path) -> str:
    """A path from the first of some folders that it lies below; whole where it lies below none."""
    path = Path(file).resolve()
    for base in bases:
        if path.is_relative_to(base.resolve()):
            return path.relative_to(base.resolve()).as_posix()
    return path.as_posix()


def _hash(file: str) -> str:
    """The hash of a text file with `\\n` line ends, so that a checkout on another system gives the same."""
    return hashlib.sha256(Path(file).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _parameters(scenario: Scenario, answers: tuple[Answers, ...]) -> dict[str, dict[str, str | None]]:
    """The value each parameter that rules may read had on the day, per policy; None is unknown."""
    values_by_policy: dict[str, dict[str, str | None]] = {}
    money = scenario.book.prices
    for policy in {a.policy.id: a.policy for a in answers}.values():
        values = {name: p.on(scenario.day) for name, p in sorted(policy.parameters.items()) if name not in money}
        values_by_policy[policy.id] = {
            name: None if v is None or v.value is None else str(v.value) for name, v in values.items()
        }
    return values_by_policy


def _answer(answers: Answers) -> dict[str, Any]:
    """One insats of one policy: areas grouped by verdict, deciding rule and missing facts."""
    groups: dict[tuple[str, str | None, tuple[str, ...]], list[str]] = {}
    for d in answers.decisions:
        groups.setdefault((d.verdict, d.rule, tuple(sorted(d.missing))), []).append(d.area.id)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2]))
    return {
        "policy": answers.policy.id,
        "insats": answers.ruling.insats.id,
        "level": answers.ruling.insats.level,
        "tolkning": dict(answers.reading),
        "decisions": [
            {"verdict": verdict, "rule": rule, "missing": list(missing), "areas": sorted(areas)}
            for (verdict, rule, missing), areas in ordered
        ],
    }


def rerun_of(data: Mapping[str, Any]) -> Scenario:
    """The scenario of a record (or of its `origin`), as it was asked then; raises `GrundError`."""
    known = data.get("known")
    return load_scenario(
        recorded_file(data["file"]),
        date.fromisoformat(data["day"]),
        date.fromisoformat(known) if known else None,
        {name: tuple(options) for name, options in data["tolkning"].items()},
        tuple(recorded_file(name) for name in data["policy_files"]),
    )


def recorded_file(name: str) -> Path:
    """A recorded file, in the checkout or the wheel, else where the name says."""
    inside = paths.root() / name
    return inside if os.path.isfile(inside) else Path(name)
